namespace Descent.Data.Datasets.Acquisition;

/// <summary>A place where files of a named data set may be.</summary>
internal interface IDataPlace
{
    /// <summary>What it is, for users.</summary>
    string Description { get; }

    /// <summary>Whether its files have to be brought here and are worth keeping.</summary>
    bool IsRemote { get; }

    /// <summary>The bytes of a file as they lie there, not checked yet.</summary>
    /// <exception cref="PlaceException">It is not there, or cannot be had.</exception>
    Task<byte[]> ReadAsync(DataFile file, CancellationToken cancellation);
}
