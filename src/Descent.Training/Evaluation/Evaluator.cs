using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Training.Loop;
using Descent.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Evaluation;

/// <summary>Runs examples through a network as it is used, not trained: no gradients, dropout off, running statistics.</summary>
/// <param name="forward">The network as the run computes it.</param>
/// <param name="normalizer">How its inputs are normalized; null for tokens.</param>
/// <param name="labels">What its loss's labels were transformed by in training; none by default.</param>
internal sealed class Evaluator(ForwardPass forward, Normalizer? normalizer, params OneHotTransform[] labels)
{
    private const int BatchSize = 256;
    private const int BatchOutputs = 8192;

    /// <summary>Mean loss and accuracy.</summary>
    public Score Score(IMapSource source, Loss loss)
    {
        double lossSum = 0;
        double lossWeight = 0;
        CorrectCount? correct = null;
        long? exact = null;
        Visit(source, labels, (batch, outputs) =>
        {
            double weight = loss.Weight(batch.Labels);
            lossSum += Compute(source, loss, batch, outputs) * weight;
            lossWeight += weight;
            correct = loss.CountCorrect(outputs, batch.Labels) + (correct ?? default);
            exact = source.Format.HasAnswers ? loss.CountExact(outputs, batch.Labels) + (exact ?? 0) : null;
        });
        return new Score(lossWeight == 0 ? 0 : lossSum / lossWeight, correct?.Share, source.Count, correct?.Counted)
        {
            ExactMatch = exact / (double?)source.Count,
        };
    }

    /// <summary>What a classifier gets right and wrong; labels are class numbers, those of no class left out, and outputs are logits.</summary>
    public EvaluationReport Report(IMapSource source)
    {
        var tally = new EvaluationTally(source.ClassNames);
        HashSet<long> wrong = [];
        VisitProbabilities(source, (id, label, probabilities) =>
        {
            if ((ulong)label < (ulong)probabilities.Length)
            {
                tally.Add(id, (int)label, probabilities);
                if (source.Format.HasAnswers && Accuracy.IndexOfMax(probabilities) != label)
                {
                    wrong.Add(id);
                }
            }
        });
        EvaluationReport report = tally.Report();
        double? exact = source.Format.HasAnswers ? (source.Count - wrong.Count) / (double)source.Count : null;
        return report with { Score = report.Score with { ExactMatch = exact } };
    }

    /// <summary>The softmax of the outputs, example by example in index order and position by position, with its label.</summary>
    public void VisitProbabilities(IMapSource source, ProbabilityVisitor visit) => Visit(source, [], (batch, outputs) =>
    {
        using Tensor probabilities = functional.softmax(outputs, -1); // [B, …, C]
        using HostValues<float> values = new(probabilities, ScalarType.Float32);
        using HostValues<long> labels = new(batch.Labels, ScalarType.Int64);
        int classes = (int)outputs.size(-1);
        int rows = values.Span.Length / classes;
        for (int row = 0; row < rows; row++)
        {
            // A label of the whole example stands for each of its positions.
            long label = labels.Span[row * labels.Span.Length / rows];
            visit(batch.Ids.Span[row * batch.Count / rows], label, values.Span.Slice(row * classes, classes));
        }
    });

    private static double Compute(IMapSource source, Loss loss, Batch batch, Tensor outputs)
    {
        try
        {
            return loss.Compute(outputs, batch.Labels).item<float>();
        }
        catch (LabelException e)
        {
            long id = batch.Ids.Span[e.Row];
            throw new ExampleException(source is SubsetSource subset ? subset.OriginalId(id) : id, e);
        }
    }

    private void Visit(IMapSource source, IReadOnlyList<Transform> transforms, Action<Batch, Tensor> visit)
    {
        Module network = forward.Network;
        bool training = network.training;
        network.eval();
        try
        {
            // Logits of long sequences take memory: tokens × positions for each example.
            int batchSize = Math.Clamp(BatchOutputs / Math.Max(1, source.Format.Label.Elements), 1, BatchSize);
            using IDisposable noGradients = no_grad();
            using IBatchReader reader = Loader.Open(source, normalizer, transforms, new LoaderOptions { BatchSize = batchSize, Shuffle = false });
            while (reader.TryNext(out Batch? batch))
            {
                using DisposeScope scope = NewDisposeScope();
                visit(batch, forward.Call(batch.Inputs));
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
