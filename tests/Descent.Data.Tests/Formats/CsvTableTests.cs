using System.Runtime.InteropServices;
using Descent.Data.Formats;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Tests.Formats;

public sealed class CsvTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_last_column_is_the_label()
    {
        Dataset data = Load("length,width,kind\n1.5,-2,rose\n3e1,4,\"lily, white\"\n\n0,1,rose\n");

        ArraySource train = Assert.IsType<ArraySource>(data.Train);
        Assert.Equal(new ArrayFormat(ElementType.Float32, 2), train.Format.Input);
        Assert.Equal(["lily, white", "rose"], data.ClassNames);
        Assert.Equal(3, train.Count);
        Assert.Equal([30f, 4f], MemoryMarshal.Cast<byte, float>(train.Input(1)));
        Assert.Equal([1L, 0L, 1L], Enumerable.Range(0, 3).Select(i => BitConverter.ToInt64(train.Label(i))));
        Assert.Null(data.Test);
    }

    [Theory]
    [InlineData("label")]
    [InlineData("Class")]
    public void A_column_of_that_name_is_the_label_wherever_it_stands(string name)
    {
        Dataset data = Load($"a,{name},b\n1,x,2\n3,y,4\n");

        Assert.Equal(["x", "y"], data.ClassNames);
        Assert.Equal([3f, 4f], MemoryMarshal.Cast<byte, float>(((ArraySource)data.Train).Input(1)));
    }

    [Fact]
    public void Numbers_as_labels_keep_their_order() =>
        Assert.Equal(["2", "9", "10"], Load("a,label\n0,10\n0,9\n0,2\n").ClassNames);

    [Fact]
    public void Takes_a_folder_with_a_test_file()
    {
        _folder.Write("train.csv", "a,label\n1,x\n2,y\n");
        _folder.Write("test.csv", "a,label\n3,y\n");

        Dataset data = CsvTable.Load(_folder.Path);

        Assert.Equal(1, BitConverter.ToInt64(((ArraySource)data.Test!).Label(0)));
    }

    [Theory]
    [InlineData("a,b,label\n1,2,x\n1,y,x\n", 3, "'y'")]
    [InlineData("a,b,label\n1,NaN,x\n", 2, "'NaN'")]
    [InlineData("a,b,label\n1,,x\n", 2, "nothing")]
    [InlineData("a,b,label\n1,2,\n", 2, "nothing")]
    [InlineData("a,b,label\n1,2,x\n1,2\n", 3, "2")]
    [InlineData("a,b,label\n1,2,x\n\n1,2,x,4\n", 4, "4")]
    [InlineData("a,a,label\n1,2,x\n", 1, "'a'")]
    [InlineData("a;b;label\n1;2;x\n", 1, "1 columns")]
    [InlineData("1,2,3\n1,2,3\n", 1, "1,2,3")]
    public void Names_the_line_that_is_wrong(string text, int line, string received)
    {
        Mistake mistake = Refused(text);

        Assert.StartsWith($"Line {line} of '", mistake.What, StringComparison.Ordinal);
        Assert.Equal(received, mistake.Received);
    }

    [Theory]
    [InlineData("a,label\n1,x\"y\n", 2)]
    [InlineData("a,label\n1,x\n2,\"y\n", 3)]
    public void Refuses_stray_quotes(string text, int line) =>
        Assert.StartsWith($"Line {line} of '", Refused(text).What, StringComparison.Ordinal);

    [Fact]
    public void Refuses_an_empty_file_a_lone_header_and_a_missing_file()
    {
        Assert.Equal("0 columns", Refused("").Received);
        Assert.Equal("a header only", Refused("a,label\n").Received);
        Assert.Throws<RunConfigurationException>(() => CsvTable.Load(_folder["none.csv"]));
    }

    [Fact]
    public void Refuses_a_row_that_is_too_long() =>
        Assert.Contains("valid CSV", Refused("a,label\n1,\"" + new string('x', 5_000_000) + "\"\n").What, StringComparison.Ordinal);

    [Fact]
    public void Refuses_labels_that_are_no_classes() =>
        Assert.Equal(
            "10001 different labels", Refused("a,label\n" + string.Concat(Enumerable.Range(0, 10_001).Select(i => $"1,{i}\n"))).Received);

    [Fact]
    public void Refuses_test_rows_that_training_does_not_know()
    {
        _folder.Write("train.csv", "a,label\n1,rose\n2,lily\n");
        _folder.Write("test.csv", "a,label\n3,rosa\n");
        Mistake label = Assert.Single(Assert.Throws<RunConfigurationException>(() => CsvTable.Load(_folder.Path)).Mistakes);
        Assert.StartsWith("Line 2 of '", label.What, StringComparison.Ordinal);
        Assert.Contains("'rose'", label.Fix, StringComparison.Ordinal);

        _folder.Write("test.csv", "b,label\n3,rose\n");
        Assert.Equal("b", Assert.Single(Assert.Throws<RunConfigurationException>(() => CsvTable.Load(_folder.Path)).Mistakes).Received);
    }

    public void Dispose() => _folder.Dispose();

    private Dataset Load(string text) => CsvTable.Load(_folder.Write("x.csv", text));

    private Mistake Refused(string text) => Assert.Single(Assert.Throws<RunConfigurationException>(() => Load(text)).Mistakes);
}
