using System.Text;
using Descent.Data.Datasets.Acquisition;

namespace Descent.Data.Tests.Datasets.Acquisition;

public sealed class PackagePlaceTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("content");
    private readonly List<string> _commands = [];
    private string _temporary = "";

    [Fact]
    public async Task Fetches_and_unpacks_once_for_all_files_and_cleans_up()
    {
        PackagePlace place = new("things", "usr/share/things", RunAsync);

        Assert.Equal(Content, await place.ReadAsync(AcquisitionTests.Describe("one", Content), CancellationToken.None));
        Assert.Equal(Content, await place.ReadAsync(AcquisitionTests.Describe("two", Content), CancellationToken.None));

        Assert.Equal(["apt-get download things", $"dpkg-deb -x {_temporary}/things_1_all.deb {_temporary}/unpacked"], _commands);
        Assert.False(Directory.Exists(_temporary));
        await Assert.ThrowsAsync<PlaceException>(() => place.ReadAsync(AcquisitionTests.Describe("three", Content), CancellationToken.None));
    }

    [Fact]
    public async Task Tells_the_last_line_of_a_program_that_fails_and_cleans_up()
    {
        PackagePlace place = new("things", "usr/share/things", (_, _, folder, _) =>
        {
            _temporary = folder;
            return Task.FromResult(new ProgramOutcome(100, "Reading lists\nE: Unable to locate package things\n"));
        });

        PlaceException e = await Assert.ThrowsAsync<PlaceException>(() => place.ReadAsync(AcquisitionTests.Describe("one", Content), CancellationToken.None));

        Assert.Equal("apt-get failed with 100: E: Unable to locate package things", e.Message);
        Assert.False(Directory.Exists(_temporary));
    }

    [Fact]
    public async Task Tells_when_a_package_is_not_what_it_should_be()
    {
        PlaceException e = await Assert.ThrowsAsync<PlaceException>(
            () => new PackagePlace("things", "usr/lib", RunAsync).ReadAsync(AcquisitionTests.Describe("one", Content), CancellationToken.None));

        Assert.Equal("the package has no folder usr/lib", e.Message);
    }

    private Task<ProgramOutcome> RunAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellation)
    {
        _temporary = folder;
        _commands.Add($"{program} {string.Join(' ', arguments)}");
        if (program == "apt-get")
        {
            File.WriteAllText(Path.Combine(folder, "things_1_all.deb"), "");
        }
        else
        {
            string unpacked = Directory.CreateDirectory(Path.Combine(arguments[2], "usr/share/things")).FullName;
            File.WriteAllBytes(Path.Combine(unpacked, "one.gz"), Content);
            File.WriteAllBytes(Path.Combine(unpacked, "two"), Content);
        }

        return Task.FromResult(new ProgramOutcome(0, ""));
    }
}
