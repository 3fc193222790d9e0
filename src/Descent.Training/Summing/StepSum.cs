using Descent.Data.Loading;
using Descent.Torch.Memory;
using Descent.Torch.Operators;
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
    private const int NumbersPerChunk = 5; // loss, weight, correct, counted, whether it counts
    private const int FlagCount = 2; // stop, not finite
    private readonly Loss _loss;
    private readonly double[] _weights; // of this rank's chunks
    private readonly NativeBuffer _numbers;
    private readonly Tensor _allNumbers;
    private readonly Tensor _isBad;
    private readonly ICollective _all;
    private readonly SharedGradients? _shared;
    private double _usual;

    protected StepSum(SumParts parts)
    {
        (State, Ranks, Cut, _loss) = (parts.State, parts.Ranks, new ChunkCut(parts.Options, parts.Ranks), parts.Loss);
        _all = parts.Shard?.Grid.All ?? parts.Ranks;
        _shared = parts.Shard is { IsSplit: true } shard ? new SharedGradients(shard, State.Parameters) : null;
        Buckets = IsAlone ? [] : State.Parameters.GradientBuckets(BucketSize.Bytes(parts.Options));
        _weights = new double[Cut.PerRank];
        _numbers = new NativeBuffer((Cut.Total * NumbersPerChunk) + FlagCount, ScalarType.Float64);
        _allNumbers = _numbers.View(0, _numbers.Length);
        _isBad = _numbers.View(_numbers.Length - 1, 1);
    }

    /// <summary>How a batch is cut.</summary>
    public ChunkCut Cut { get; }

    /// <summary>Whether to stop: as all ranks know of one of them since <see cref="Finish"/>, or as a process alone is asked.</summary>
    public bool IsStopAgreed(CancellationToken stop) => _all.Size == 1 ? stop.IsCancellationRequested : _numbers.As<double>()[^FlagCount] > 0;

    protected TrainingState State { get; }

    protected ICollective Ranks { get; }

    /// <summary>The flat gradients in the pieces that are sent; none for a process alone.</summary>
    protected IReadOnlyList<(int Start, Tensor Values)> Buckets { get; }

    protected bool IsAlone => Ranks.Size == 1;

    /// <summary>The sum that the options ask for.</summary>
    public static StepSum Create(SumParts parts) => parts.Options.Exact ? new TreeSum(parts) : new PlainSum(parts);

    /// <summary>Before the first chunk, in the scope of the step: gradients are 0.</summary>
    public void Begin(Batch batch)
    {
        _all.Step = State.Progress.Step + 1;
        State.RememberBuffers();
        State.Parameters.ClearGradients();
        _numbers.As<double>().Clear();
        _usual = (double)batch.AllIds.Length * _loss.LabelsPerExample(batch.Labels);
        for (int chunk = 0; chunk < Cut.Count(batch); chunk++)
        {
            _weights[chunk] = _loss.Weight(Part(batch.Labels, Cut.Rows(batch, chunk)));
        }

        BeginGradients(batch);
    }

    /// <summary>A chunk's inputs and labels.</summary>
    public virtual (Tensor Inputs, Tensor Labels) Take(Batch batch, int chunk) =>
        (Part(batch.Inputs, Cut.Rows(batch, chunk)), Part(batch.Labels, Cut.Rows(batch, chunk)));

    /// <summary>
    /// The chunk's mean loss, weighted by its share of what the batch's labels usually weigh: what backward begins with. Labels that weigh otherwise, as some do not
    /// count or classes have weights, are made up for once all ranks have told theirs.
    /// </summary>
    public Tensor Weigh(Tensor loss, int chunk)
    {
        BeginBackward(chunk);
        return _weights[chunk] == _usual ? loss : loss.Times(_weights[chunk] / _usual);
    }

    /// <summary>Takes a chunk in, whose gradients backward has added to what is there.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="loss">Its mean loss; null where another rank, which holds another part of the network, tells it.</param>
    /// <param name="correct">How many of its outputs are right.</param>
    public void Add(int chunk, double? loss, CorrectCount? correct)
    {
        if (loss is { } mean)
        {
            Span<double> numbers = _numbers.As<double>().Slice((Cut.First + chunk) * NumbersPerChunk, NumbersPerChunk);
            (numbers[0], numbers[1]) = (mean * _weights[chunk], _weights[chunk]);
            (numbers[2], numbers[3]) = (correct?.Correct ?? 0, correct?.Counted ?? 0);
            numbers[4] = correct is null ? 0 : 1;
        }

        AddGradients(chunk);
    }

    /// <summary>After the last chunk: gradients and numbers are those of the whole batch.</summary>
    /// <param name="stop">Whether this rank was asked to stop.</param>
    public StepTotals Finish(bool stop)
    {
        _shared?.Agree();
        BeginGradientSums();
        Span<double> numbers = _numbers.As<double>();
        numbers[^FlagCount] = stop ? 1 : 0;

        // They travel with the gradients, so that ranks wait for one another once a step.
        ICollectiveWork? telling = _all.Size > 1 ? _all.BeginSum(_allNumbers) : null;
        FinishGradients();
        telling?.Wait();
        StepTotals totals = Total(numbers[..^FlagCount]);
        if (totals.LossWeight != _usual && totals.LossWeight > 0)
        {
            GradientPass.Scale(State.Parameters.Gradients, (float)(_usual / totals.LossWeight));
        }

        return totals with { HasFiniteGradients = HasFiniteGradients() };
    }

    /// <inheritdoc />
    public virtual void Dispose()
    {
        foreach ((_, Tensor bucket) in Buckets)
        {
            bucket.Dispose();
        }

        _shared?.Dispose();
        _allNumbers.Dispose();
        _isBad.Dispose();
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

    /// <summary>After the last chunk of this rank, which may have had none: begins what is to be summed over ranks by collective calls.</summary>
    protected virtual void BeginGradientSums()
    {
    }

    /// <summary>Makes the flat gradients those of all chunks of all ranks.</summary>
    protected abstract void FinishGradients();

    private static Tensor Part(Tensor all, (int Start, int Count) rows) => rows.Count == all.size(0) ? all : all.narrow(0, rows.Start, rows.Count);

    // Added in the order of chunks.
    private static StepTotals Total(ReadOnlySpan<double> numbers)
    {
        double lossSum = 0, weight = 0, correct = 0, counted = 0;
        bool counts = false;
        for (int i = 0; i < numbers.Length; i += NumbersPerChunk)
        {
            lossSum += numbers[i];
            weight += numbers[i + 1];
            correct += numbers[i + 2];
            counted += numbers[i + 3];
            counts |= numbers[i + 4] > 0;
        }

        return new StepTotals(lossSum, weight, counts ? new CorrectCount((long)correct, (long)counted) : null);
    }

    // Ranks that hold the same parameters have the same bits here; those of a split network hold others.
    private bool HasFiniteGradients()
    {
        bool isFinite = GradientPass.IsFinite(State.Parameters.Gradients);
        if (_shared is null)
        {
            return isFinite;
        }

        Span<double> numbers = _numbers.As<double>();
        numbers[^1] = isFinite ? 0 : 1;
        _all.Sum(_isBad);
        return numbers[^1] == 0;
    }
}
