using System.Globalization;
using System.Text.Json.Nodes;

namespace Descent.Runs.Manifest;

/// <summary>What was asked of a run, complete enough to start it again: the content of run.json.</summary>
public sealed record RunManifest
{
    /// <summary>The newest format of run.json that this version reads, and the one that it writes.</summary>
    public const int NewestFormat = 1;

    /// <summary>The format of run.json; default 1.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The run's name, as its folder was called when it was made.</summary>
    public required string Name { get; init; }

    /// <summary>When the run was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The network's name, for example "lenet".</summary>
    public required string Network { get; init; }

    /// <summary>The numbers that the network was built with, for example classes = 10; empty for a network that does not say.</summary>
    public IReadOnlyDictionary<string, long> NetworkOptions { get; init; } = new Dictionary<string, long>();

    /// <summary>The data set's name or KIND:PATH, for example "fashion-mnist".</summary>
    public required string Dataset { get; init; }

    /// <summary>The seed of every random number of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The fingerprint of the training split, by which a resumed run knows its data again.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>The command line's words, the program's name first.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>Versions by name: "descent", "dotnet", "torchsharp", "libtorch", ….</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The whole option tree.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>The name of a run that was given none: when it was made and what it trains.</summary>
    public static string NameOf(DateTimeOffset created, string network) =>
        string.Create(CultureInfo.InvariantCulture, $"{created:yyyy-MM-ddTHH-mm-ss}-{network}");
}
