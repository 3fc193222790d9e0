using Descent.Data.Loading;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Training.Summing;

/// <summary>Backward adds the chunks of a rank up; the ranks' gradients are summed bucket by bucket, once a step, while the last backward still runs.</summary>
internal sealed class PlainSum : StepSum
{
    private readonly ReadyBuckets? _ready;
    private readonly List<ICollectiveWork> _works = [];
    private int _chunks;

    // A single bucket is done when backward is.
    public PlainSum(SumParts parts)
        : base(parts) => _ready = Buckets.Count < 2 || parts.Overlapped is null ? null : new ReadyBuckets(parts.Overlapped, State.Parameters, Ranks, Buckets);

    public override (Tensor Inputs, Tensor Labels) Take(Batch batch, int chunk)
    {
        _ready?.BeginForward();
        return base.Take(batch, chunk);
    }

    public override void Dispose()
    {
        _ready?.Dispose();
        base.Dispose();
    }

    protected override void BeginGradients(Batch batch) => _chunks = Cut.Count(batch);

    protected override void BeginBackward(int chunk)
    {
        if (chunk == _chunks - 1)
        {
            _ready?.BeginBackward();
        }
    }

    protected override void AddGradients(int chunk)
    {
    }

    protected override void BeginGradientSums()
    {
        _chunks = 0; // Passes outside of a step sum nothing.
        State.Parameters.FetchGradients();
        if (_ready is not null)
        {
            _ready.BeginRest();
            return;
        }

        foreach ((_, Tensor bucket) in Buckets)
        {
            _works.Add(Ranks.BeginSum(bucket));
        }
    }

    protected override void FinishGradients()
    {
        _ready?.Wait();
        _works.ForEach(work => work.Wait());
        _works.Clear();
    }
}
