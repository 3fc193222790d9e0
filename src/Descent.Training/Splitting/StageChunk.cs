using Descent.Training.Evaluation;
using static TorchSharp.torch;

namespace Descent.Training.Splitting;

/// <summary>What a stage keeps of a micro-batch between its forward and its backward pass.</summary>
/// <param name="Inputs">What came in, which gets a gradient.</param>
/// <param name="Outputs">Where backward begins: the outputs, or in the last stage the weighed loss.</param>
/// <param name="Loss">The mean loss; null in other stages than the last.</param>
/// <param name="Correct">How many outputs were right.</param>
internal sealed record StageChunk(Tensor Inputs, Tensor Outputs, double? Loss, CorrectCount? Correct) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        Inputs.Dispose();
        Outputs.Dispose();
    }
}
