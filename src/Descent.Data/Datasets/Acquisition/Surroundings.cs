namespace Descent.Data.Datasets.Acquisition;

/// <summary>What acquisition touches outside of the process, so that tests can stand in for it.</summary>
internal sealed record Surroundings
{
    /// <summary>The folder that DESCENT_DATA names; null when it is not set.</summary>
    public string? DataFolder { get; init; } = Variable("DESCENT_DATA");

    /// <summary>Where downloads are kept: XDG_CACHE_HOME or ~/.cache, descent/data.</summary>
    public string CacheFolder { get; init; } = Path.Combine(
        Variable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "descent", "data");

    /// <summary>Where the system's packages put data sets.</summary>
    public string SystemFolder { get; init; } = "/usr/share/datasets";

    /// <summary>What answers HTTP requests; a new one for each acquisition.</summary>
    public Func<HttpMessageHandler> Web { get; init; } = () => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) };

    /// <summary>What runs programs.</summary>
    public RunProgram Run { get; init; } = SystemProgram.RunAsync;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
