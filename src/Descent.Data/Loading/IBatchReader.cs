using System.Diagnostics.CodeAnalysis;

namespace Descent.Data.Loading;

/// <summary>Batches in order, epoch after epoch, from any position.</summary>
public interface IBatchReader : IDisposable
{
    /// <summary>Batches in an epoch; null for a stream, whose length shows only at its end.</summary>
    long? BatchesPerEpoch { get; }

    /// <summary>How long the caller has waited in <see cref="TryNext"/>, in all.</summary>
    TimeSpan Waited { get; }

    /// <summary>The next batch; false once at the end of each epoch, after which the next epoch begins.</summary>
    /// <exception cref="ExampleException">An example could not be read; thrown as soon as that is known.</exception>
    bool TryNext([NotNullWhen(true)] out Batch? batch);
}
