using System.Globalization;
using System.Runtime.InteropServices;
using Descent.Data.Datasets;
using Descent.Data.Sequences;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Tests.Sequences;

public sealed class SequenceSourceTests
{
    public static TheoryData<string> Names => [.. SequenceTask.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_answer_is_right_and_the_input_holds_it_one_behind(string name)
    {
        SequenceTask task = SequenceTask.Of(name);
        var source = new SequenceSource(task, 1, 300, isTest: false);
        for (long i = 0; i < source.Count; i++)
        {
            (long[] input, long[] label) = Read(source, i);
            string question = Text(input[..task.QuestionLength]).TrimStart();
            string answer = Text(label);

            Assert.Equal(Expected(name, question) + " ", answer);
            Assert.Equal(("=" + answer).PadRight(task.AnswerLength + 1)[..task.AnswerLength], Text(input[task.QuestionLength..]));
            Assert.All(label[answer.Length..], token => Assert.Equal(ExampleFormat.Ignored, token));
            Assert.Equal(input[..(task.QuestionLength + 1)], task.Question(question));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_and_test_ask_different_questions_of_all_lengths(string name)
    {
        SequenceTask task = SequenceTask.Of(name, 2);
        HashSet<string> Questions(bool isTest)
        {
            var source = new SequenceSource(task, 1, 400, isTest);
            return [.. Enumerable.Range(0, 400).Select(i => Text(Read(source, i).Input[..task.QuestionLength]))];
        }

        HashSet<string> train = Questions(isTest: false), test = Questions(isTest: true);
        Assert.Empty(train.Intersect(test));
        Assert.True(train.Count > 20 && test.Count > 5, $"{train.Count}, {test.Count}");
        Assert.True(train.Select(question => question.Trim().Length).Distinct().Count() >= 2);
    }

    [Fact]
    public void An_example_is_a_function_of_seed_and_index()
    {
        SequenceTask task = SequenceTask.Of("copy", 30);
        var source = new SequenceSource(task, 1, 1000, isTest: false);
        var longer = new SequenceSource(task, 1, 2000, isTest: false);
        var other = new SequenceSource(task, 2, 1000, isTest: false);

        Assert.Equal(Read(source, 700).Input, Read(longer, 700).Input);
        Assert.NotEqual(Read(source, 700).Input, Read(source, 701).Input);
        Assert.NotEqual(Read(source, 700).Input, Read(other, 700).Input);
        Assert.Equal(3, new[] { source, longer, other }.Select(s => s.Fingerprint).Distinct().Count());
    }

    [Theory]
    [InlineData("copy", "")]
    [InlineData("copy", "123456789")]
    [InlineData("copy", "12+3")]
    [InlineData("add", "1-2")]
    public void A_question_of_other_characters_or_lengths_is_refused(string name, string question) =>
        Assert.Single(Assert.Throws<RunConfigurationException>(() => SequenceTask.Of(name).Question(question)).Mistakes);

    [Theory]
    [InlineData("copy:9")]
    [InlineData("copy:many")]
    [InlineData("copy:100:1")]
    [InlineData("copy:100:65")]
    [InlineData("add:100:19")]
    [InlineData("copy:100:8:8")]
    public async Task Counts_and_lengths_out_of_range_are_refused(string data) =>
        Assert.Single((await Assert.ThrowsAsync<RunConfigurationException>(() => DatasetCatalog.LoadAsync(data, cancellation: TestContext.Current.CancellationToken))).Mistakes);

    [Fact]
    public async Task A_name_takes_a_count_and_a_length()
    {
        Dataset data = await DatasetCatalog.LoadAsync("reverse:50:3", cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(("reverse:50:3", 50L, 2L), (data.Name, ((IMapSource)data.Train).Count, data.Test!.Count));
        Assert.Equal(("[7]", "[4]"), ($"[{string.Join(", ", data.Train.Format.Input.Shape)}]", $"[{string.Join(", ", data.Train.Format.Label.Shape)}]"));
        Assert.True(data.Train.Format.HasAnswers);
        Assert.Equal(3, SequenceDataset.TaskOf(data.Name)!.Length);
        Assert.Null(SequenceDataset.TaskOf("text:reverse"));
    }

    private static string Expected(string name, string question) => name switch
    {
        "copy" => question,
        "reverse" => string.Concat(question.Reverse()),
        "sort" => string.Concat(question.Order()),
        _ => question.Split('+').Sum(number => long.Parse(number, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
    };

    private static string Text(IEnumerable<long> tokens) =>
        string.Concat(tokens.Where(token => token != ExampleFormat.Ignored).Select(token => SequenceTask.Tokens[(int)token]));

    private static (long[] Input, long[] Label) Read(SequenceSource source, long index)
    {
        long[] input = new long[source.Format.Input.Elements], label = new long[source.Format.Label.Elements];
        source.Read([index], MemoryMarshal.AsBytes(input.AsSpan()), MemoryMarshal.AsBytes(label.AsSpan()));
        return (input, label);
    }
}
