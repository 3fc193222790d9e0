using System.Net;
using System.Security.Cryptography;
using System.Text;
using Descent.Data.Datasets.Acquisition;
using Descent.Data.Tests.Formats;
using Descent.Runs;
using Acquire = Descent.Data.Datasets.Acquisition.Acquisition;

namespace Descent.Data.Tests.Datasets.Acquisition;

public sealed class AcquisitionTests : IDisposable
{
    private static readonly byte[] One = Encoding.UTF8.GetBytes("the first file");
    private static readonly byte[] Two = Encoding.UTF8.GetBytes("the second file");
    private static readonly DataFile[] Files = [Describe("one", One), Describe("two", Two)];
    private readonly TemporaryFolder _folder = new();
    private readonly Lines _lines = new();

    [Fact]
    public async Task Takes_each_file_from_the_first_place_that_has_it()
    {
        _folder.Write("first/two", Two);
        _folder.Write("second/one.gz", IdxBytes.Gzip(One));
        FakeWeb web = FakeWeb.None();

        IReadOnlyList<byte[]> contents = await Read([Local("first"), Local("second"), Web(web)]);

        Assert.Equal([One, Two], contents);
        Assert.Equal(0, web.Requests);
        Assert.Empty(_lines.All);
    }

    [Fact]
    public async Task Keeps_what_it_downloads_and_nothing_else()
    {
        FakeWeb web = FakeWeb.Of(new Dictionary<string, byte[]> { ["one.gz"] = IdxBytes.Gzip(One), ["two.gz"] = IdxBytes.Gzip(Two) });

        await Read([Local("cache"), Web(web)]);
        await Read([Local("cache"), Web(web)]);

        Assert.Equal(2, web.Requests);
        Assert.Equal(["one", "two"], Directory.GetFileSystemEntries(_folder["cache"]).Select(Path.GetFileName).Order());
        Assert.Equal(2, _lines.All.Count);
    }

    [Fact]
    public async Task A_file_with_a_changed_byte_is_passed_over_and_named()
    {
        byte[] changed = [.. One];
        changed[3]++;
        _folder.Write("first/one", changed);
        _folder.Write("second/one", One);
        _folder.Write("second/two", Two);

        await Read([Local("first"), Local("second")]);

        Assert.Contains("first", Assert.Single(_lines.All), StringComparison.Ordinal);
        Assert.Contains("SHA-256", _lines.All[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_was_cut_off_is_never_kept()
    {
        FakeWeb web = FakeWeb.Of(new Dictionary<string, byte[]> { ["one.gz"] = IdxBytes.Gzip(One)[..^12], ["two.gz"] = IdxBytes.Gzip(Two) });

        RunConfigurationException e = await Assert.ThrowsAsync<RunConfigurationException>(() => Read([Local("cache"), Web(web)]));

        Assert.Contains("http://data.test/", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["cache"]));
    }

    [Fact]
    public async Task When_nothing_works_each_place_is_listed_with_its_reason()
    {
        _folder.Write("first/one", "something else");
        Task<ProgramOutcome> NoProgram(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellation) =>
            throw new PlaceException($"{program} is not on this machine");

        RunConfigurationException e = await Assert.ThrowsAsync<RunConfigurationException>(
            () => Read([Local("first"), Local("second"), Web(FakeWeb.None()), Web(FakeWeb.Of(new Dictionary<string, byte[]>())), new PackagePlace("things", "usr", NoProgram)]));

        Mistake mistake = Assert.Single(e.Mistakes);
        Assert.Equal("The data set 'things' could not be found or downloaded.", mistake.What);
        string[] reasons = ["not the published file", "no one.gz", "Name or service not known", "404", "apt-get is not on this machine"];
        Assert.Equal(reasons.Length, mistake.Received.Split('\n').Count(line => line.StartsWith("  - ", StringComparison.Ordinal)));
        Assert.All(reasons, reason => Assert.Contains(reason, mistake.Received, StringComparison.Ordinal));
        Assert.Contains("--data glyphs", mistake.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_afar_that_failed_is_not_asked_again()
    {
        FakeWeb broken = FakeWeb.None();
        FakeWeb web = FakeWeb.Of(new Dictionary<string, byte[]> { ["one.gz"] = One, ["two.gz"] = Two });

        await Read([Web(broken), Web(web)]);

        Assert.Equal(1, broken.Requests);
        Assert.Equal(2, web.Requests);
        Assert.True(File.Exists(_folder["cache/one"]));
    }

    [Fact]
    public async Task A_server_that_sends_too_much_is_cut_off()
    {
        FakeWeb web = new(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(new byte[1_000_000])) });

        RunConfigurationException e = await Assert.ThrowsAsync<RunConfigurationException>(() => Read([Web(web)]));

        Assert.Contains("more than the published file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_bomb_is_unpacked_no_further_than_the_published_length()
    {
        _folder.Write("first/one.gz", IdxBytes.Gzip(new byte[100_000]));

        RunConfigurationException e = await Assert.ThrowsAsync<RunConfigurationException>(() => Read([Local("first")]));

        Assert.Contains($"{One.Length + 1} bytes where {One.Length} were published", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told_and_not_needed()
    {
        _folder.Write("cache", "a file where the folder should be");
        FakeWeb web = FakeWeb.Of(new Dictionary<string, byte[]> { ["one.gz"] = One, ["two.gz"] = Two });

        Assert.Equal([One, Two], await Read([Web(web)]));

        Assert.Equal(2, _lines.All.Count(line => line.Contains("could not be kept", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Many_at_once_do_not_break_each_other()
    {
        Dictionary<string, byte[]> files = new() { ["one.gz"] = IdxBytes.Gzip(One), ["two.gz"] = IdxBytes.Gzip(Two) };

        await Parallel.ForAsync(0, 40, async (_, _) =>
        {
            using HttpClient client = new(FakeWeb.Of(files));
            Acquire acquisition = new("things", [Local("cache"), new WebPlace(client, new Uri("http://data.test/"))], _folder["cache"], progress: null);
            Assert.Equal([One, Two], await acquisition.ReadAsync(Files, CancellationToken.None));
        });

        Assert.Equal(2, Directory.GetFileSystemEntries(_folder["cache"]).Length);
    }

    [Fact]
    public async Task Cancelling_is_no_reason_to_try_the_next_place()
    {
        using CancellationTokenSource cancellation = new();
        FakeWeb web = new(_ =>
        {
            cancellation.Cancel();
            throw new OperationCanceledException(cancellation.Token);
        });
        using HttpClient client = new(web);
        WebPlace place = new(client, new Uri("http://data.test/"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new Acquire("things", [place, place], _folder["cache"], null).ReadAsync(Files, cancellation.Token));

        Assert.Equal(1, web.Requests);
    }

    public void Dispose() => _folder.Dispose();

    internal static DataFile Describe(string name, byte[] content) =>
        new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), MayBeGzipped: true);

    private FolderPlace Local(string name) => new(name, _folder[name]);

    private static WebPlace Web(FakeWeb web) => new(new HttpClient(web), new Uri("http://data.test/"));

    private Task<IReadOnlyList<byte[]>> Read(IReadOnlyList<IDataPlace> places) =>
        new Acquire("things", places, _folder["cache"], _lines).ReadAsync(Files, CancellationToken.None);
}
