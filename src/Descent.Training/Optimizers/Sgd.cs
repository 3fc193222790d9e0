using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>w ← w − lr·(g + decay·w).</summary>
internal sealed class Sgd(ParameterShard parameters, SgdOptions options, int threads) : Optimizer(parameters, options, threads)
{
    protected override void Update(int start, int end, float learningRate, float decay)
    {
        ref float weights = ref MemoryMarshal.GetReference(Parameters.Values);
        ref float gradients = ref MemoryMarshal.GetReference(Parameters.Gradients);
        for (nuint i = (nuint)start; i < (nuint)end; i += (nuint)Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.LoadUnsafe(ref weights, i);
            Vector512<float> g = Vector512.LoadUnsafe(ref gradients, i) + (w * decay);
            (w - (g * learningRate)).StoreUnsafe(ref weights, i);
        }
    }
}
