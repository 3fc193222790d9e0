namespace Descent.Data.Sources;

/// <summary>Where examples come from: by index (<see cref="IMapSource"/>) or as a stream (<see cref="IStreamSource"/>).</summary>
public interface IExampleSource
{
    /// <summary>What every example looks like.</summary>
    ExampleFormat Format { get; }

    /// <summary>The class names by class number; empty when labels are not class numbers.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>A SHA-256 in lower-case hex that changes when any example changes.</summary>
    string Fingerprint { get; }
}
