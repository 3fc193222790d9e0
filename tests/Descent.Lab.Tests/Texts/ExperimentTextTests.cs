using Descent.Lab.Answers;
using Descent.Lab.Texts;

namespace Descent.Lab.Tests.Texts;

public sealed class ExperimentTextTests
{
    private const string Whole =
        "# Why?\n\n## hypothesis\n- one: First.\n- two-b: Second.\n\n## setup\nTwins.\n\n## answer\nIt is {kernels}.\n\n## otherwise\nIt was {kernels.low}.\n\n"
        + "## explanation\nBecause {weights-conv}.\n\n## changes\n- Much.\n\n## try\ndescent lab run 7\ndescent lab list\n";

    [Fact]
    public void Measured_numbers_are_put_in_by_name()
    {
        var text = new ExperimentText("Why.en.md", Whole, Language.English);
        Answer answer = Sample.Answer with { Values = new Dictionary<string, Measurement> { ["kernels"] = new(Unit.Number, [15]), ["weights-conv"] = new(Unit.Count, [80]) } };

        Assert.Equal("Why?", text.Title);
        Assert.Equal([("one", "First."), ("two-b", "Second.")], text.Claims);
        Assert.Equal("It was 15.", text.Answer(answer));
        Assert.Equal("It is 15.", text.Answer(answer with { Claims = [new Claim("one", true)] }));
        Assert.Equal("Because 80.", text.Explanation(answer));
        Assert.Equal(["descent lab run 7", "descent lab list"], text.Try);
    }

    [Fact]
    public void A_name_that_was_not_measured_is_an_error()
    {
        var text = new ExperimentText("Why.en.md", Whole.Replace("{kernels}", "{kernel}", StringComparison.Ordinal), Language.English);

        string message = Assert.Throws<FormatException>(() => text.Answer(Sample.Answer with { Claims = [] })).Message;

        Assert.Contains("Why.en.md: nothing named 'kernel' was measured", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Why?", "Why?", "does not begin with its question")]
    [InlineData("## setup\nTwins.", "", "has no section 'setup'")]
    [InlineData("## setup\nTwins.", "## setup", "'setup' is empty")]
    [InlineData("## setup", "## seting up", "'seting up' is empty, there twice, or none of")]
    [InlineData("## setup", "## answer", "'answer' is empty, there twice")]
    [InlineData("- one: First.", "First.", "is not '- id: sentence'")]
    public void A_text_that_is_not_whole_is_refused(string part, string replacement, string expected)
    {
        string broken = Whole.Replace(part, replacement, StringComparison.Ordinal);

        Assert.Contains(expected, Assert.Throws<FormatException>(() => new ExperimentText("Why.en.md", broken, Language.English)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Names() => [.. ExperimentCatalog.All.Select(experiment => experiment.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_experiment_says_the_same_in_both_languages(string name)
    {
        ExperimentText english = ExperimentText.Load(name, Language.English), chinese = ExperimentText.Load(name, Language.Chinese);

        Assert.Equal(english.Claims.Select(claim => claim.Id), chinese.Claims.Select(claim => claim.Id));
        Assert.Equal(english.Try, chinese.Try);
        Assert.NotEqual(english.Title, chinese.Title);
        Assert.Contains(chinese.Title, character => character is >= '\u4e00' and <= '\u9fff');
        Assert.DoesNotContain(english.Title + english.Setup, character => character is >= '\u4e00' and <= '\u9fff');
    }

    [Fact]
    public void Experiments_are_in_order_and_of_one_of_the_twenty_questions_each()
    {
        int[] numbers = [.. ExperimentCatalog.All.Select(experiment => experiment.Number)];

        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.All(numbers, number => Assert.InRange(number, 1, 20));
    }
}
