using Descent.Torch.Networks;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>The sum of a tensor over all who have a part of the batch. Its gradient is the sum of theirs, as all of their losses depend on it.</summary>
public static class BatchSum
{
    /// <summary>A new tensor; what is given stays as it is.</summary>
    /// <param name="values">Contiguous float32.</param>
    /// <param name="ranks">Who sums.</param>
    public static Tensor Apply(Tensor values, IBatchSum ranks) => BatchSumNode.Forward(values, ranks);
}
