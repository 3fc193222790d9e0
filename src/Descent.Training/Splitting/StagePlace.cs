using Descent.Torch.Memory;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Training.Splitting;

/// <summary>A stage's place in its pipeline, and what passes through its two ends: float32 tensors of one shape, apart from how many rows they have.</summary>
/// <param name="Ranks">The stages in their order.</param>
/// <param name="InputShape">What comes from the stage before, without the rows; null in the first.</param>
/// <param name="OutputShape">What goes to the stage after; null in the last.</param>
internal sealed record StagePlace(ICollective Ranks, long[]? InputShape, long[]? OutputShape)
{
    private const int RandomStateWords = 632; // libtorch's generator on the CPU has 5056 bytes.

    /// <summary>This stage's number, from 0.</summary>
    public int Stage => Ranks.Rank;

    /// <summary>How many stages there are.</summary>
    public int Count => Ranks.Size;

    public bool IsFirst => InputShape is null;

    public bool IsLast => OutputShape is null;

    /// <summary>The outputs of the stage before for so many rows.</summary>
    public Tensor ReceiveInputs(long rows) => Receive([rows, .. InputShape!], Stage - 1);

    /// <summary>The gradients of the outputs for so many rows, from the stage after.</summary>
    public Tensor ReceiveGradients(long rows) => Receive([rows, .. OutputShape!], Stage + 1);

    /// <summary>Begins to send outputs on.</summary>
    public ICollectiveWork SendOutputs(Tensor outputs) => Ranks.BeginSend(outputs, Stage + 1);

    /// <summary>Begins to send the inputs' gradients back.</summary>
    public ICollectiveWork SendGradients(Tensor gradients) => Ranks.BeginSend(gradients, Stage - 1);

    /// <summary>Where libtorch's random numbers are, which goes with the outputs so that the stage after goes on as one process does.</summary>
    public static Tensor RandomState()
    {
        using Tensor state = get_rng_state();
        Tensor words = empty(RandomStateWords, dtype: ScalarType.Int64);
        TensorMemory.Bytes(state).CopyTo(TensorMemory.Bytes(words));
        return words;
    }

    /// <summary>Draws random numbers from where the stage before was.</summary>
    public void ReceiveRandomState()
    {
        using Tensor words = empty(RandomStateWords, dtype: ScalarType.Int64);
        Ranks.Receive(words, Stage - 1);
        using Tensor state = empty(RandomStateWords * sizeof(long), dtype: ScalarType.Byte);
        TensorMemory.Bytes(words).CopyTo(TensorMemory.Bytes(state));
        set_rng_state(state);
    }

    private Tensor Receive(long[] shape, int rank)
    {
        Tensor values = empty(shape, dtype: ScalarType.Float32);
        Ranks.Receive(values, rank);
        return values;
    }
}
