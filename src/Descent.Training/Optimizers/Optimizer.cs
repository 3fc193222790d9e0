using System.Runtime.Intrinsics;
using Descent.Torch.Memory;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Optimizers;

/// <summary>Updates flat parameters from flat gradients in one vectorized pass; its state is flat too and named by parameter.</summary>
internal abstract class Optimizer : IDisposable
{
    // Below this one thread is faster than waking a second; more slices than threads even out a thread that is held up.
    private const int LeastPerSlice = 1 << 17;
    private const int SlicesPerThread = 4;
    private readonly OptimizerOptions _options;
    private readonly NativeBuffer[] _state;
    private readonly ParallelSlices _parallel;
    private readonly int _slices;
    private double _learningRate;

    protected Optimizer(ParameterShard parameters, OptimizerOptions options, int threads, params string[] stateNames)
    {
        Parameters = parameters;
        _options = options;
        StateNames = stateNames;
        _state = [.. stateNames.Select(_ => new NativeBuffer(parameters.Length, ScalarType.Float32))];
        _slices = threads == 1 ? 1 : Math.Clamp(parameters.Length / LeastPerSlice, 1, threads * SlicesPerThread);
        _parallel = new ParallelSlices(_slices, Math.Min(threads, _slices), UpdateSlice);
    }

    /// <summary>The names of its state, for example "exp_avg"; none for SGD.</summary>
    public IReadOnlyList<string> StateNames { get; }

    /// <summary>Updates made so far; bias corrections depend on it.</summary>
    public long Step { get; set; }

    /// <summary>Bytes of its state.</summary>
    public long StateBytes => _state.Sum(state => (long)state.Length * state.ElementSize);

    protected ParameterShard Parameters { get; }

    /// <summary>One state as a flat buffer, laid out as the parameters are.</summary>
    public Span<float> State(int index) => StateBuffer(index).As<float>();

    /// <summary>The memory of <see cref="State"/>.</summary>
    public NativeBuffer StateBuffer(int index) => _state[index];

    /// <summary>One update. The result does not depend on the number of threads: every number is updated by itself.</summary>
    public void Update(double learningRate)
    {
        Step++;
        _learningRate = learningRate;
        Prepare(learningRate);
        _parallel.Run();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (NativeBuffer state in _state)
        {
            state.Dispose();
        }
    }

    /// <summary>Works out the numbers that are the same for every parameter of this step.</summary>
    protected virtual void Prepare(double learningRate)
    {
    }

    /// <summary>Updates [start, end), whose bounds are multiples of 16.</summary>
    /// <param name="start">The first float.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="decay">The weight decay of these parameters, 0 for none.</param>
    protected abstract void Update(int start, int end, float learningRate, float decay);

    private void UpdateSlice(int slice)
    {
        int vectors = Parameters.Length / Vector512<float>.Count;
        int start = (int)((long)vectors * slice / _slices) * Vector512<float>.Count;
        int end = (int)((long)vectors * (slice + 1) / _slices) * Vector512<float>.Count;
        float decay = (float)_options.WeightDecay;
        int middle = Math.Clamp(Parameters.DecayedLength, start, end);
        Update(start, middle, (float)_learningRate, decay);
        Update(middle, end, (float)_learningRate, _options.DecayBiasesAndNorms ? decay : 0);
    }
}
