using Descent.Training.Tuning;

namespace Descent.Training.Tests.Tuning;

public sealed class TuningMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_is_remembered_is_recalled_for_its_subject_alone()
    {
        TuningMemory memory = new(_folder["tuning"]);
        Assert.Null(memory.Recall("lenet"));

        Assert.Null(memory.Remember("lenet", new ComputeSetting(2, Layout.Nhwc)));
        Assert.Null(memory.Remember("mlp", new ComputeSetting(1, Layout.Nchw)));
        Assert.Null(memory.Remember("lenet", new ComputeSetting(3, Layout.Nhwc)));

        TuningMemory later = new(_folder["tuning"]);
        Assert.Equal((3, Layout.Nhwc), (later.Recall("lenet")!.Threads, later.Recall("lenet")!.Layout));
        Assert.Equal(new ComputeSetting(1, Layout.Nchw), later.Recall("mlp"));
        Assert.Null(later.Recall("vgg"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"format\": 99}")]
    [InlineData("{\"format\": 1, \"for\": \"mlp\", \"setting\": {\"threads\": 1, \"layout\": \"nchw\"}}")]
    public void A_file_that_does_not_say_it_is_replaced(string content)
    {
        TuningMemory memory = new(_folder["tuning"]);
        memory.Remember("lenet", new ComputeSetting(2, Layout.Nhwc));
        File.WriteAllText(Assert.Single(Directory.GetFiles(_folder["tuning"])), content);

        Assert.Null(memory.Recall("lenet"));
        memory.Remember("lenet", new ComputeSetting(2, Layout.Nhwc));
        Assert.NotNull(memory.Recall("lenet"));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        File.WriteAllText(_folder["file"], "");

        Assert.NotNull(new TuningMemory(_folder["file/tuning"]).Remember("lenet", new ComputeSetting(1, Layout.Nchw)));
    }

    public void Dispose() => _folder.Dispose();
}
