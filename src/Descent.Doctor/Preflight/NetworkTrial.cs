using Descent.Data.Loading;
using Descent.Doctor.History;
using Descent.Torch.Operators;
using Descent.Torch.Randomness;
using Descent.Training;
using Descent.Training.Artifacts;
using Descent.Training.Evaluation;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Descent.Doctor.Preflight;

/// <summary>Forward and backward passes over one batch; weights, buffers and gradients are what they were when it is disposed.</summary>
internal sealed class NetworkTrial : IDisposable
{
    private const int OverfitExamples = 16;
    private const int MostSteps = 50;
    private const int LeastSteps = 20;
    private const double UsualRate = 0.001;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(400);
    private readonly ProbedRun _run;
    private readonly TrainingPlan _plan;
    private readonly Tensor _inputs;
    private readonly Tensor _labels;
    private readonly float[] _weights;
    private readonly BufferCopies _buffers;
    private readonly bool _training;

    public NetworkTrial(ProbedRun run, Batch batch)
    {
        (_run, _plan) = (run, run.Inputs.Plan);
        _training = run.Network.training;
        using IDisposable noGradients = no_grad();
        (_inputs, _labels) = (batch.Inputs.clone().DetachFromDisposeScope(), batch.Labels.clone().DetachFromDisposeScope());
        _weights = run.Flat.Values.ToArray();
        _buffers = new BufferCopies(run.Network);
    }

    /// <summary>Adds to the facts what passes over the batch show.</summary>
    public PreflightFacts Measure(PreflightFacts facts, TimeProvider clock)
    {
        using DisposeScope scope = NewDisposeScope();
        (double loss, IReadOnlyList<string> untouched) = Backward();
        facts = LookAtOutputs(facts) with
        {
            InitialLoss = loss,
            ChanceLoss = Chance(),
            Untouched = untouched,
            WholeLabels = WholeLabels(),
        };
        facts = LookAtInputs(facts);
        return Overfit(facts, clock);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Restore();
        _run.Flat.ClearGradients();
        _run.Network.train(_training);
        _buffers.Dispose();
        _inputs.Dispose();
        _labels.Dispose();
    }

    private void Restore()
    {
        _weights.CopyTo(_run.Flat.Values);
        _run.Flat.SendValues();
        _buffers.Restore();
    }

    private (double Loss, IReadOnlyList<string> Untouched) Backward()
    {
        _run.Network.train();
        double loss = Step(_inputs, _labels);
        _run.Flat.FetchGradients();
        float[] gradients = _run.Flat.Gradients.ToArray();
        return (loss, [.. _run.Parameters.Where(place => TensorPrimitives.MaxMagnitude(gradients.AsSpan(place.Offset, place.Length)) == 0).Select(place => place.Name)]);
    }

    private PreflightFacts LookAtOutputs(PreflightFacts facts)
    {
        using IDisposable noGradients = no_grad();
        _run.Network.train();
        Tensor trained = Outputs(1), trainedAgain = Outputs(2);
        Restore(); // A pass in training moves running statistics.
        _run.Network.eval();
        List<LinearPair> pairs;
        Tensor outputs;
        using (var watch = new LinearWatch(_run.Network))
        {
            outputs = Outputs(1);
            pairs = [.. watch.Pairs];
        }

        Tensor again = Outputs(2);
        double size = Math.Max(Greatest(outputs), 1e-12);
        return facts with
        {
            TrainingNoise = Greatest(trained - trainedAgain) / Math.Max(Greatest(trained), 1e-12),
            EvaluationNoise = Greatest(outputs - again) / size,
            BatchDependence = _inputs.size(0) < 2 ? null : Greatest(outputs.narrow(0, 0, 1) - Call(_inputs.narrow(0, 0, 1), 1)) / size,
            Probabilities = _plan.Loss is CrossEntropyLoss && outputs.dim() == 2 && outputs.size(1) > 1 ? ShareOfProbabilities(outputs) : null,
            LinearPairs = pairs,
        };
    }

    private static double ShareOfProbabilities(Tensor outputs)
    {
        Tensor sums = outputs.sum(1);
        using Scalar least = 0;
        Tensor are = sums.Plus(-1).abs().less(1e-3).logical_and(outputs.ge(least).all(1));
        return HostNumber.Of(are.to(ScalarType.Float32).mean());
    }

    private PreflightFacts LookAtInputs(PreflightFacts facts)
    {
        if (!_inputs.is_floating_point())
        {
            return facts;
        }

        Tensor numbers = _inputs.to(ScalarType.Float64);
        return facts with { InputMean = HostNumber.Of(numbers.mean()), InputDeviation = HostNumber.Of(numbers.std(unbiased: false)) };
    }

    // Adam as the run would use it, or with its usual rate where the run has another optimizer: the question is whether the examples can be learned at all.
    private PreflightFacts Overfit(PreflightFacts facts, TimeProvider clock)
    {
        int count = (int)Math.Min(OverfitExamples, _inputs.size(0));
        Tensor inputs = _inputs.narrow(0, 0, count), labels = _labels.narrow(0, 0, count);
        long start = clock.GetTimestamp();
        double first = Step(inputs, labels);
        TimeSpan once = clock.GetElapsedTime(start);
        int steps = (int)Math.Min(MostSteps, Budget / once / 2);
        if (steps < LeastSteps)
        {
            return facts;
        }

        double last = Learn(inputs, labels, steps);
        double blind = Learn(inputs.zeros_like(), labels, steps);
        return facts with { OverfitSteps = steps, OverfitFirst = first, OverfitLast = last, BlindLast = blind };
    }

    private double Learn(Tensor inputs, Tensor labels, int steps)
    {
        Restore();
        _run.Network.train();
        double rate = _plan.Optimizer is AdamOptions or AdamWOptions ? Math.Min(_plan.Optimizer.LearningRate, UsualRate) : UsualRate;
        using Optimizer optimizer = new AdamOptions { LearningRate = rate }.Create(new ParameterShard(_run.Flat), _run.Inputs.Threads);
        for (int i = 0; i < steps; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            double loss = Step(inputs, labels);
            _run.Flat.FetchGradients();
            if (!double.IsFinite(loss))
            {
                return loss;
            }

            optimizer.Update(rate);
            _run.Flat.SendValues();
        }

        return Step(inputs, labels);
    }

    // Gradients of one pass, and its loss.
    private double Step(Tensor inputs, Tensor labels)
    {
        using DisposeScope scope = NewDisposeScope();
        _run.Flat.ClearGradients();
        Tensor outputs = Call(inputs, 1);
        Tensor loss = _plan.Loss.Compute(outputs, labels);
        double number = HostNumber.Of(loss);
        AuxiliaryLoss.AddTo(loss, _run.Inputs.Network, _plan.Loss, labels).backward();
        return number;
    }

    private Tensor Outputs(ulong key) => Call(_inputs, key);

    private Tensor Call(Tensor inputs, ulong key)
    {
        TorchRandom.Key(_plan.Training.Seed, ulong.MaxValue - 1, key);
        return _run.Forward.Call(inputs);
    }

    private double? Chance()
    {
        int classes = _run.Inputs.Data.ClassNames.Count;
        return _plan.Loss is CrossEntropyLoss && classes > 1 ? Math.Log(classes) : null;
    }

    private int? WholeLabels()
    {
        if (_plan.Loss is CrossEntropyLoss or BinaryCrossEntropyLoss || !_labels.is_floating_point() || _labels.numel() != _labels.size(0))
        {
            return null;
        }

        using HostValues<float> labels = new(_labels, ScalarType.Float32);
        HashSet<float> different = [.. labels.Span];
        return different.All(float.IsInteger) ? different.Count : null;
    }

    private static double Greatest(Tensor values) => HostNumber.Of(values.abs().max());
}
