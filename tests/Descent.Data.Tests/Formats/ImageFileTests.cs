using Descent.Data.Formats;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Tests.Formats;

public sealed class ImageFileTests : IDisposable
{
    private static readonly ArrayFormat Grey = new(ElementType.UInt8, 1, 2, 3);
    private static readonly ArrayFormat Colour = new(ElementType.UInt8, 3, 2, 3);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Reads_grey_bytes_as_they_are_in_one_channel_or_three()
    {
        string path = _folder.Write("a.png", Picture.GreyPng(2, 3, start: 250));

        byte[] row = [250, 251, 252, 253, 254, 255];
        Assert.Equal(row, ImageFile.Read(path, Grey));
        Assert.Equal([.. row, .. row, .. row], ImageFile.Read(path, Colour));
    }

    [Fact]
    public void Reads_colours_channel_by_channel()
    {
        string path = _folder.Write("a.png", Picture.Png(2, 3, 200, 100, 50));

        Assert.Equal([.. Enumerable.Repeat<byte>(200, 6), .. Enumerable.Repeat<byte>(100, 6), .. Enumerable.Repeat<byte>(50, 6)], ImageFile.Read(path, Colour));
        Assert.All(ImageFile.Read(path, Grey), pixel => Assert.Equal(124, pixel));
    }

    [Theory]
    [InlineData(0, 255)]
    [InlineData(255, 0)]
    [InlineData(51, 204)]
    public void Lays_transparent_pixels_on_white(byte alpha, byte expected)
    {
        string path = _folder.Write("a.png", Picture.Png(2, 3, 0, 0, 0, alpha));

        Assert.All(ImageFile.Read(path, Grey), pixel => Assert.Equal(expected, pixel));
    }

    [Fact]
    public void Reads_jpeg()
    {
        string path = _folder.Write("a.jpg", Picture.GreyJpeg(2, 3, start: 100));

        Assert.All(ImageFile.Read(path, Grey), pixel => Assert.InRange(pixel, 95, 110));
    }

    [Fact]
    public void Refuses_another_size()
    {
        string path = _folder.Write("a.png", Picture.GreyPng(3, 2));

        Mistake mistake = Refused(path);

        Assert.Equal("3×2 (height × width)", mistake.Received);
        Assert.Equal("2×3", mistake.Allowed);
    }

    [Fact]
    public void Names_a_file_that_is_damaged_or_missing()
    {
        byte[] png = Picture.GreyPng(2, 3);

        Assert.Contains("'" + _folder["text.png"], Refused(_folder.Write("text.png", "no image")).What, StringComparison.Ordinal);
        Assert.Contains("'" + _folder["cut.png"], Refused(_folder.Write("cut.png", png[..^30])).What, StringComparison.Ordinal);
        Assert.Equal("an empty file", Refused(_folder.Write("empty.png", "")).Received);
        Assert.Contains("cannot be read", Refused(_folder["none.png"]).What, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Mistake Refused(string path) => Assert.Single(Assert.Throws<RunConfigurationException>(() => ImageFile.Read(path, Grey)).Mistakes);
}
