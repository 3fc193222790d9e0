using Descent.Doctor.Checks;
using Descent.Doctor.History;
using Descent.Runs.Findings;
using Descent.Runs.Manifest;
using Descent.Training;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;

namespace Descent.Doctor.Tests.Checks;

/// <summary>A history of 400 steps of ten classes, probed every tenth, that is healthy until a quantity is given other values.</summary>
internal sealed class SyntheticRun
{
    public const int Steps = 400;
    private const int Every = 10;
    private const int StepsPerEpoch = 50;
    private static readonly string[] Layers = ["linear1", "relu1", "linear2", "relu2", "linear3"];
    private readonly Dictionary<string, Func<long, double>> _perProbe = [];
    private readonly Dictionary<string, Func<int, double>> _perEpoch = [];

    public SyntheticRun()
    {
        Probe(Quantity.LossMean, step => 0.1 + (2.2 * Math.Exp(-step / 60.0)));
        Probe(Quantity.LossDeviation, _ => 0.05);
        Probe(Quantity.LossGreatest, step => 0.2 + (2.2 * Math.Exp(-step / 60.0)));
        Probe(Quantity.LearningRate, _ => 0.01);
        Probe(Quantity.GradientNorm, _ => 1);
        Probe(Quantity.GradientCosine, _ => 0.1);
        Probe(Quantity.NoiseScale, _ => 100);
        Probe(Quantity.ReaderWait, _ => 0.01);
        Probe(Quantity.StepSeconds, _ => 0.002);
        Probe(Quantity.Memory, _ => 500e6);
        foreach (string layer in Layers.Where(layer => layer.StartsWith("linear", StringComparison.Ordinal)))
        {
            Probe(Quantity.Gradient($"{layer}.weight"), _ => 0.5);
            Probe(Quantity.Weight($"{layer}.weight"), _ => 10);
            Probe(Quantity.Update($"{layer}.weight"), _ => 1e-3);
            Probe(Quantity.Deviation(layer), _ => 1);
        }

        Probe(Quantity.Dead("relu1"), _ => 0.1);
        Probe(Quantity.Dead("relu2"), _ => 0.1);
        Epoch(Quantity.EpochLoss, epoch => 0.1 + (2.2 * Math.Exp(-epoch)));
        Epoch(Quantity.EpochAccuracy, epoch => 0.95 - (0.85 * Math.Exp(-epoch)));
        Epoch(Quantity.ValidationLoss, epoch => 0.15 + (2.2 * Math.Exp(-epoch)));
        Epoch(Quantity.EvaluatedLoss, epoch => 0.09 + (2.2 * Math.Exp(-epoch)));
        Epoch(Quantity.EvaluatedAccuracy, epoch => 0.95 - (0.85 * Math.Exp(-epoch)));
        Epoch(Quantity.EvaluatedWrong, epoch => 512 * (0.05 + (0.85 * Math.Exp(-epoch))));
        Epoch(Quantity.EvaluatedFarWrong, _ => 0.2);
    }

    public TrainingOptions Training { get; set; } = new() { BatchSize = 32, Epochs = Steps / StepsPerEpoch, Schedule = new ConstantSchedule() };

    public OptimizerOptions Optimizer { get; set; } = new MomentumOptions { LearningRate = 0.01 };

    public RunFacts Facts { get; set; } = new()
    {
        Layers = [.. Layers.Select(layer => new LayerFacts(layer, layer[..^1], layer[0] == 'l' ? [$"{layer}.weight"] : []))],
        Parameters = [.. Layers.Where(layer => layer[0] == 'l').Select(layer => new ParameterFacts($"{layer}.weight", [64, 64]))],
        Classes = 10,
        Epochs = Steps / StepsPerEpoch,
        StepsPerEpoch = StepsPerEpoch,
        TrainExamples = 1600,
        Cores = 4,
    };

    public RefusedStep? Refused { get; set; }

    /// <summary>Gives a quantity that is measured every tenth step other values, by the step.</summary>
    public SyntheticRun Probe(string name, Func<long, double> value)
    {
        _perProbe[name] = value;
        return this;
    }

    /// <summary>Gives a quantity that is measured after each epoch other values, by the epoch from 0.</summary>
    public SyntheticRun Epoch(string name, Func<int, double> value)
    {
        _perEpoch[name] = value;
        return this;
    }

    /// <summary>Gives a quantity of every weight other values.</summary>
    public SyntheticRun Weights(Func<string, string> name, Func<long, double> value)
    {
        foreach (ParameterFacts parameter in Facts.Parameters)
        {
            Probe(name(parameter.Name), value);
        }

        return this;
    }

    /// <summary>The history until a step.</summary>
    public RunHistory Until(long last = Steps)
    {
        var plan = new TrainingPlan(Training, Optimizer, Loss.CrossEntropy);
        var history = new RunHistory(
            new RunManifest
            {
                Name = "synthetic",
                Created = DateTimeOffset.UnixEpoch,
                Network = "stack",
                NetworkOptions = new Dictionary<string, long>(),
                Dataset = "none",
                Seed = 1,
                DataFingerprint = "",
                CommandLine = [],
                Versions = new Dictionary<string, string>(),
                Options = plan.ToJson(),
            },
            Facts)
        { Refused = Refused };
        for (long step = 0; step <= last; step += Every)
        {
            long at = Math.Max(1, step);
            foreach ((string name, Func<long, double> value) in _perProbe)
            {
                history.Add(name, at, (int)((at - 1) / StepsPerEpoch), value(at));
            }
        }

        for (int epoch = 0; (epoch + 1) * StepsPerEpoch <= last; epoch++)
        {
            foreach ((string name, Func<int, double> value) in _perEpoch)
            {
                history.Add(name, (epoch + 1) * StepsPerEpoch, epoch, value(epoch));
            }
        }

        return history;
    }

    /// <summary>What a check says of it.</summary>
    public Finding? Ask(string check, long last = Steps) => CheckCatalog.Find(check)!.Look(Until(last)).FirstOrDefault();
}
