using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Torch.Memory;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Splitting;
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

    /// <summary>What this rank has of the network, and with whom it shares the examples of <see cref="Score"/>; the whole network and nobody by default.</summary>
    public NetworkShard? Shard { get; init; }

    /// <summary>Mean loss and accuracy. Each rank has a block of the batches, whose numbers are added in the order of batches: the same bits for any number of ranks.</summary>
    public Score Score(IMapSource source, Loss loss)
    {
        const int NumbersPerBatch = 6;
        int batches = BatchesOf(source);
        (int replica, int replicas) = Shard is null ? (0, 1) : (Shard.Grid.Replicas.Rank, Shard.Grid.Replicas.Size);
        using NativeBuffer numbers = new((long)batches * NumbersPerBatch, ScalarType.Float64);
        Visit(source, labels, (batches * replica / replicas, batches * (replica + 1) / replicas), (batch, outputs) =>
        {
            if (Shard is { IsVoice: false })
            {
                return; // Another rank that holds this network has the same numbers, or its outputs.
            }

            Span<double> own = numbers.As<double>().Slice((int)batch.Index * NumbersPerBatch, NumbersPerBatch);
            double weight = loss.Weight(batch.Labels);
            CorrectCount? correct = loss.CountCorrect(outputs, batch.Labels);
            long? exact = source.Format.HasAnswers ? loss.CountExact(outputs, batch.Labels) : null;
            (own[0], own[1]) = (Compute(source, loss, batch, outputs) * weight, weight);
            (own[2], own[3], own[4]) = (correct?.Correct ?? 0, correct?.Counted ?? 0, correct is null ? 0 : 1);
            own[5] = exact ?? double.NaN;
        });
        if (Shard is { Grid.All.Size: > 1 })
        {
            using Tensor all = numbers.View(0, numbers.Length);
            Shard.Grid.All.Sum(all);
        }

        Span<double> sums = stackalloc double[NumbersPerBatch];
        for (int i = 0; i < numbers.Length; i++)
        {
            sums[i % NumbersPerBatch] += numbers.As<double>()[i];
        }

        CorrectCount? counted = sums[4] > 0 ? new CorrectCount((long)sums[2], (long)sums[3]) : null;
        return new Score(sums[1] == 0 ? 0 : sums[0] / sums[1], counted?.Share, source.Count, counted?.Counted)
        {
            ExactMatch = double.IsNaN(sums[5]) ? null : sums[5] / source.Count,
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
        EvaluationReport report = tally.Report(source.Count);
        double? exact = source.Format.HasAnswers ? (source.Count - wrong.Count) / (double)source.Count : null;
        return report with { Score = report.Score with { ExactMatch = exact } };
    }

    /// <summary>The softmax of the outputs, example by example in index order and position by position, with its label.</summary>
    public void VisitProbabilities(IMapSource source, ProbabilityVisitor visit) => Visit(source, [], (0, BatchesOf(source)), (batch, outputs) =>
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
            using HostValues<float> value = new(loss.Compute(outputs, batch.Labels), ScalarType.Float32);
            return value.Span[0];
        }
        catch (LabelException e)
        {
            long id = batch.Ids.Span[e.Row];
            throw new ExampleException(source is SubsetSource subset ? subset.OriginalId(id) : id, e);
        }
    }

    // Logits of long sequences take memory: tokens × positions for each example.
    private static int BatchSizeOf(IMapSource source) => Math.Clamp(BatchOutputs / Math.Max(1, source.Format.Label.Elements), 1, BatchSize);

    private static int BatchesOf(IMapSource source) => checked((int)((source.Count + BatchSizeOf(source) - 1) / BatchSizeOf(source)));

    private void Visit(IMapSource source, IReadOnlyList<Transform> transforms, (int First, int End) batches, Action<Batch, Tensor> visit)
    {
        Module network = forward.Network;
        bool training = network.training;
        network.eval();
        try
        {
            using IDisposable noGradients = no_grad();
            using IBatchReader reader = Loader.Open(
                source, normalizer, transforms, new LoaderOptions { BatchSize = BatchSizeOf(source), Shuffle = false, StartBatch = batches.First });
            for (int i = batches.First; i < batches.End && reader.TryNext(out Batch? batch); i++)
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
