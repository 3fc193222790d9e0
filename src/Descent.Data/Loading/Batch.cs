using static TorchSharp.torch;

namespace Descent.Data.Loading;

/// <summary>The examples of one step. Owned by its reader and valid until the reader's next call.</summary>
public sealed class Batch
{
    internal Batch(Tensor inputs, Tensor labels, ReadOnlyMemory<long> ids)
    {
        Inputs = inputs;
        Labels = labels;
        AllIds = ids;
        Ids = ids;
    }

    /// <summary>Inputs, [B, …]: normalized floats, or tokens as int64.</summary>
    public Tensor Inputs { get; internal set; }

    /// <summary>Labels, [B, …]: class numbers or tokens as int64, or floats.</summary>
    public Tensor Labels { get; internal set; }

    /// <summary>The ids of its examples, in order: indices of a map-style source, positions of a stream.</summary>
    public ReadOnlyMemory<long> Ids { get; internal set; }

    /// <summary>The ids of the whole batch, of which this rank has the part <see cref="Ids"/> and other ranks the rest.</summary>
    public ReadOnlyMemory<long> AllIds { get; internal set; }

    /// <summary>The epoch that it belongs to, from 0.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Its place in the epoch, from 0.</summary>
    public long Index { get; internal set; }

    /// <summary>How many examples it has; with other ranks, none is possible in an epoch's last batch.</summary>
    public int Count => Ids.Length;
}
