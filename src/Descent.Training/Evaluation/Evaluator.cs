using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Torch.Memory;
using Descent.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Evaluation;

/// <summary>Runs examples through a network as it is used, not trained: no gradients, dropout off, running statistics.</summary>
internal sealed class Evaluator(Module<Tensor, Tensor> network, Normalizer? normalizer)
{
    private const int BatchSize = 256;

    /// <summary>Mean loss and accuracy.</summary>
    public Score Score(IMapSource source, Loss loss)
    {
        double lossSum = 0;
        long? correct = null;
        Visit(source, (batch, outputs) =>
        {
            lossSum += loss.Compute(outputs, batch.Labels).item<float>() * (double)batch.Count;
            correct = loss.CountCorrect(outputs, batch.Labels) + (correct ?? 0);
        });
        return new Score(lossSum / source.Count, correct / (double?)source.Count, source.Count);
    }

    /// <summary>What a classifier gets right and wrong; labels are class numbers and outputs are logits.</summary>
    public EvaluationReport Report(IMapSource source)
    {
        var tally = new EvaluationTally(source.ClassNames);
        VisitProbabilities(source, (id, label, probabilities) => tally.Add(id, (int)label, probabilities));
        return tally.Report();
    }

    /// <summary>The softmax of the outputs, example by example in index order, with its label.</summary>
    public void VisitProbabilities(IMapSource source, ProbabilityVisitor visit) => Visit(source, (batch, outputs) =>
    {
        using Tensor probabilities = functional.softmax(outputs, 1).contiguous();
        ReadOnlySpan<float> values = TensorMemory.Span<float>(probabilities);
        ReadOnlySpan<long> labels = TensorMemory.Span<long>(batch.Labels);
        int classes = (int)outputs.size(1);
        for (int i = 0; i < labels.Length; i++)
        {
            visit(batch.Ids.Span[i], labels[i], values.Slice(i * classes, classes));
        }
    });

    private void Visit(IMapSource source, Action<Batch, Tensor> visit)
    {
        bool training = network.training;
        network.eval();
        try
        {
            using IDisposable noGradients = no_grad();
            using IBatchReader reader = Loader.Open(source, normalizer, [], new LoaderOptions { BatchSize = BatchSize, Shuffle = false });
            while (reader.TryNext(out Batch? batch))
            {
                using DisposeScope scope = NewDisposeScope();
                visit(batch, network.call(batch.Inputs));
            }
        }
        finally
        {
            network.train(training);
        }
    }

    /// <summary>Sees one example's label and probabilities.</summary>
    public delegate void ProbabilityVisitor(long id, long label, ReadOnlySpan<float> probabilities);
}
