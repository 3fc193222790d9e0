using Descent.Data.Loading;
using Descent.Torch.Networks;
using Descent.Torch.Operators;
using Descent.Training.Evaluation;
using Descent.Training.Losses;
using Descent.Training.Splitting;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>One chunk after the other, each through the whole depth of the network.</summary>
internal sealed class ChunkPass(LoopParts parts) : StepPass(parts)
{
    private readonly NonFiniteFinder _finder = new(parts.Forward, parts.State.Parameters, parts.Plan.Loss);

    /// <inheritdoc />
    public override void Run(Batch batch)
    {
        if (Statistics is { } statistics)
        {
            statistics.HasExamples = batch.Count > 0;
            if (!statistics.HasExamples)
            {
                TakePart(batch);
            }
        }

        for (int chunk = 0; chunk < Sum.Cut.Count(batch); chunk++)
        {
            (double loss, CorrectCount? correct) = Train(batch, chunk);
            Sum.Add(chunk, Shard.IsVoice ? loss : null, correct);
        }
    }

    /// <inheritdoc />
    /// <remarks>Which chunk it was shows only in the sum, so they are computed once more one by one.</remarks>
    public override NonFinitePlace? FindNonFinite(Batch batch)
    {
        if (Shard.IsSplit)
        {
            return new SplitFinder(Shard, State.Parameters).Find(() => Run(batch), () => 0);
        }

        for (int chunk = 0; chunk < Sum.Cut.Count(batch); chunk++)
        {
            State.Parameters.ClearGradients();
            (double loss, _) = Train(batch, chunk);
            State.Parameters.FetchGradients();
            if (!double.IsFinite(loss) || !GradientPass.IsFinite(State.Parameters.Gradients))
            {
                (Tensor inputs, Tensor labels) = Sum.Take(batch, chunk);
                (string layer, string what) = _finder.Find(inputs, labels, () => SetRandomKey(chunk));
                return new NonFinitePlace(0, layer, what);
            }
        }

        return null;
    }

    // Forward and backward of one chunk, which adds its share to the gradients.
    private (double Loss, CorrectCount? Correct) Train(Batch batch, int chunk)
    {
        (Tensor inputs, Tensor labels) = Sum.Take(batch, chunk);
        SetRandomKey(chunk);
        Tensor outputs = Forward.Call(inputs);
        Tensor loss = Compute(batch, chunk, outputs, labels);
        Tensor all = AuxiliaryLoss.AddTo(loss, Forward.Network, Loss, labels);
        State.Scaling.Backward(Sum.Weigh(all, chunk));
        Shard.Group?.ThrowIfFailed();
        Statistics?.ThrowIfFailed();
        return (HostNumber.Of(loss), Loss.CountCorrect(outputs, labels));
    }

    // A rank without examples in an epoch's last batch makes the sums of the others with them, by a pass over zeros that changes nothing.
    private void TakePart(Batch batch)
    {
        SetRandomKey(0);
        Tensor outputs = Forward.Call(zeros([1, .. batch.Inputs.shape[1..]], batch.Inputs.dtype));
        IEnumerable<Tensor> within = (Forward.Network as IAuxiliaryOutputs)?.TakeAuxiliaryOutputs().Select(auxiliary => auxiliary.Outputs.sum()) ?? [];
        Tensor all = within.Aggregate(outputs.sum(), (sum, next) => sum.Plus(next));
        all.Times(0).backward();
        Statistics!.ThrowIfFailed();
    }
}
