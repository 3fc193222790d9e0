using Descent.Data.Loading;
using Descent.Torch.Memory;
using Descent.Training.Collectives;
using Descent.Training.Evaluation;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Splitting;
using static TorchSharp.torch;

namespace Descent.Training.Summing;

/// <summary>
/// What a step sums over its chunks and all ranks: gradients, loss, weights, counts, and whether to stop. A variant says in which order gradients are
/// summed; the numbers are kept by chunk and added in the order of chunks, so that they are the same bits on every rank and for every number of ranks.
/// </summary>
internal abstract class StepSum : IDisposable
{
    private const int NumbersPerChunk = 4;
    private const int FlagCount = 2; // not finite, stop
    private readonly Loss _loss;
    private readonly NativeBuffer _weights;
    private readonly NativeBuffer _numbers;
    private readonly Tensor _allWeights;
    private readonly Tensor _allNumbers;
    private readonly ICollective _all;
    private readonly SharedGradients? _shared;
    private ICollectiveWork? _weighing;

    protected StepSum(SumParts parts)
    {
        (State, Ranks, Cut, _loss) = (parts.State, parts.Ranks, new ChunkCut(parts.Options, parts.Ranks), parts.Loss);
        _all = parts.Shard?.Grid.All ?? parts.Ranks;
        _shared = parts.Shard is { IsSplit: true } shard ? new SharedGradients(shard, State.Parameters) : null;
        Buckets = IsAlone ? [] : State.Parameters.GradientBuckets(BucketSize.Bytes(parts.Options));
        _weights = new NativeBuffer(Cut.Total, ScalarType.Float64);
        _numbers = new NativeBuffer((Cut.Total * NumbersPerChunk) + FlagCount, ScalarType.Float64);
        _allWeights = _weights.View(0, _weights.Length);
        _allNumbers = _numbers.View(0, _numbers.Length);
    }

    /// <summary>How a batch is cut.</summary>
    public ChunkCut Cut { get; }

    /// <summary>Whether to stop: as all ranks know of one of them since <see cref="Finish"/>, or as a process alone is asked.</summary>
    public bool IsStopAgreed(CancellationToken stop) => _all.Size == 1 ? stop.IsCancellationRequested : _numbers.As<double>()[^1] > 0;

    protected TrainingState State { get; }

    protected ICollective Ranks { get; }

    /// <summary>The flat gradients in the pieces that are sent; none for a process alone.</summary>
    protected IReadOnlyList<(int Start, Tensor Values)> Buckets { get; }

    protected bool IsAlone => Ranks.Size == 1;

    /// <summary>The sum that the options ask for.</summary>
    public static StepSum Create(SumParts parts) => parts.Options.Exact ? new TreeSum(parts) : new PlainSum(parts);

    /// <summary>Before the first chunk, in the scope of the step: gradients are 0, and the ranks begin to tell one another what their labels weigh.</summary>
    public void Begin(Batch batch)
    {
        _all.Step = State.Progress.Step + 1;
        State.RememberBuffers();
        State.Parameters.ClearGradients();
        Span<double> weights = _weights.As<double>();
        weights.Clear();
        _numbers.As<double>().Clear();
        for (int chunk = 0; chunk < Cut.Count(batch); chunk++)
        {
            weights[Cut.First + chunk] = _loss.Weight(Part(batch.Labels, Cut.Rows(batch, chunk)));
        }

        _weighing = IsAlone ? null : Ranks.BeginSum(_allWeights);
        BeginGradients(batch);
    }

    /// <summary>A chunk's inputs and labels.</summary>
    public virtual (Tensor Inputs, Tensor Labels) Take(Batch batch, int chunk) =>
        (Part(batch.Inputs, Cut.Rows(batch, chunk)), Part(batch.Labels, Cut.Rows(batch, chunk)));

    /// <summary>The chunk's mean loss, weighted by its share of the batch's: what backward begins with.</summary>
    public Tensor Weigh(Tensor loss, int chunk)
    {
        double total = AwaitWeights();
        double weight = _weights.As<double>()[Cut.First + chunk];
        BeginBackward(chunk);
        return weight == total ? loss : loss * (weight / total);
    }

    /// <summary>Takes a chunk in, whose gradients backward has added to what is there.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="loss">Its mean loss; null where another rank, which holds another part of the network, tells it.</param>
    /// <param name="correct">How many of its outputs are right.</param>
    public void Add(int chunk, double? loss, CorrectCount? correct)
    {
        if (loss is { } mean)
        {
            int index = Cut.First + chunk;
            Span<double> numbers = _numbers.As<double>().Slice(index * NumbersPerChunk, NumbersPerChunk);
            numbers[0] = mean * _weights.As<double>()[index];
            (numbers[1], numbers[2]) = (correct?.Correct ?? 0, correct?.Counted ?? 0);
            numbers[3] = correct is null ? 0 : 1;
        }

        AddGradients(chunk);
    }

    /// <summary>After the last chunk: gradients and numbers are those of the whole batch.</summary>
    /// <param name="stop">Whether this rank was asked to stop.</param>
    public StepTotals Finish(bool stop)
    {
        double weight = AwaitWeights(); // A rank without examples has not done so yet.
        _shared?.Agree();
        FinishGradients();
        Span<double> numbers = _numbers.As<double>();
        (numbers[^2], numbers[^1]) = (GradientPass.IsFinite(State.Parameters.Gradients) ? 0 : 1, stop ? 1 : 0);
        if (_all.Size > 1)
        {
            _all.Sum(_allNumbers);
        }

        double lossSum = 0, correct = 0, counted = 0;
        bool counts = false;
        for (int i = 0; i < numbers.Length - FlagCount; i += NumbersPerChunk)
        {
            lossSum += numbers[i];
            correct += numbers[i + 1];
            counted += numbers[i + 2];
            counts |= numbers[i + 3] > 0;
        }

        return new StepTotals(lossSum, weight, counts ? new CorrectCount((long)correct, (long)counted) : null, numbers[^2] == 0);
    }

    /// <inheritdoc />
    public virtual void Dispose()
    {
        foreach ((_, Tensor bucket) in Buckets)
        {
            bucket.Dispose();
        }

        _shared?.Dispose();
        _allWeights.Dispose();
        _allNumbers.Dispose();
        _weights.Dispose();
        _numbers.Dispose();
    }

    /// <summary>A batch begins.</summary>
    protected abstract void BeginGradients(Batch batch);

    /// <summary>The backward pass of a chunk begins.</summary>
    protected virtual void BeginBackward(int chunk)
    {
    }

    /// <summary>The gradients of one more chunk are there.</summary>
    protected abstract void AddGradients(int chunk);

    /// <summary>Makes the flat gradients those of all chunks of all ranks.</summary>
    protected abstract void FinishGradients();

    private static Tensor Part(Tensor all, (int Start, int Count) rows) => rows.Count == all.size(0) ? all : all.narrow(0, rows.Start, rows.Count);

    // What all labels weigh, added in the order of chunks.
    private double AwaitWeights()
    {
        _weighing?.Wait();
        _weighing = null;
        double total = 0;
        foreach (double weight in _weights.As<double>())
        {
            total += weight;
        }

        return total;
    }
}
