using System.Text.Json.Nodes;
using Descent.Runs.Manifest;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using Descent.Training.Splitting;

namespace Descent.Training.Tests;

public sealed class TrainingPlanTests
{
    public static TheoryData<OptimizerOptions, string> Optimizers => new()
    {
        { new SgdOptions { LearningRate = 0.1, WeightDecay = 0.2, DecayBiasesAndNorms = true }, "sgd" },
        { new MomentumOptions { LearningRate = 0.1, Momentum = 0.5, Nesterov = true }, "momentum" },
        { new AdaGradOptions { LearningRate = 0.1, Epsilon = 1e-3 }, "adagrad" },
        { new RmsPropOptions { LearningRate = 0.1, Alpha = 0.5, Epsilon = 1e-3 }, "rmsprop" },
        { new AdamOptions { LearningRate = 0.1, Beta1 = 0.5, Beta2 = 0.6, Epsilon = 1e-3 }, "adam" },
        { new AdamWOptions { LearningRate = 0.1, Beta1 = 0.5, Beta2 = 0.6, Epsilon = 1e-3, WeightDecay = 0.1 }, "adamw" },
    };

    public static TheoryData<Schedule, string> Schedules => new()
    {
        { new ConstantSchedule(), "constant" },
        { new StepSchedule { Every = 3, Drop = 0.3 }, "step" },
        { new CosineSchedule { Final = 0.1 }, "cosine" },
        { new WarmupSchedule { Steps = 7, Then = new WarmupSchedule { Steps = 9, Then = new CosineSchedule { Final = 1.0 / 3 } } }, "warmup" },
    };

    [Theory]
    [MemberData(nameof(Optimizers), DisableDiscoveryEnumeration = true)]
    public void Every_optimizer_comes_back_as_it_was(OptimizerOptions optimizer, string kind)
    {
        JsonObject json = AssertComesBack(new TrainingPlan(new TrainingOptions(), optimizer, Loss.CrossEntropy));

        Assert.Equal(kind, (string?)json["optimizer"]!["kind"]);
        Assert.Equal(kind, optimizer.Name);
    }

    [Theory]
    [MemberData(nameof(Schedules), DisableDiscoveryEnumeration = true)]
    public void Every_schedule_comes_back_as_it_was(Schedule schedule, string kind)
    {
        JsonObject json = AssertComesBack(Plan(new TrainingOptions { Schedule = schedule }));

        Assert.Equal(kind, (string?)json["training"]!["schedule"]!["kind"]);
    }

    [Fact]
    public void Every_option_comes_back_as_it_was()
    {
        var options = new TrainingOptions
        {
            Epochs = 7,
            BatchSize = 3,
            ChunkSize = 2,
            Exact = true,
            ShardOptimizer = true,
            SyncBatchNorm = true,
            BucketMegabytes = 3,
            Parallel = new(ParallelKind.Pipeline, 2),
            MicroBatches = 8,
            Seed = ulong.MaxValue,
            Validation = 0.3,
            Prefetch = 2,
            Workers = 3,
            Threads = 1,
            Device = ComputeDevice.Cuda,
            Precision = Precision.Bf16,
            Layout = Layout.Nhwc,
            Transforms = "crop:4,flip",
            ClipNorm = 0.1,
            AverageDecay = 0.99,
            CheckpointEvery = 11,
            KeepCheckpoints = 4,
            EarlyStop = 2,
            LogEvery = 6,
        };
        var defaults = new TrainingOptions();
        Assert.All(
            typeof(TrainingOptions).GetProperties().Where(property => property.Name != nameof(TrainingOptions.Schedule)),
            property => Assert.NotEqual(property.GetValue(defaults), property.GetValue(options)));

        AssertComesBack(new TrainingPlan(options, new SgdOptions { LearningRate = 0.1 }, new CrossEntropyLoss(0.1)));
        AssertComesBack(Plan(defaults));
    }

    private static TrainingPlan Plan(TrainingOptions options) => new(options, new SgdOptions { LearningRate = 0.1 }, Loss.CrossEntropy);

    private static JsonObject AssertComesBack(TrainingPlan plan)
    {
        var json = (JsonObject)JsonNode.Parse(plan.ToJson().ToJsonString())!;
        var manifest = new RunManifest
        {
            Name = "",
            Created = default,
            Network = "",
            Dataset = "",
            Seed = 0,
            DataFingerprint = "",
            CommandLine = [],
            Versions = new Dictionary<string, string>(),
            Options = json,
        };

        Assert.Equal(plan, TrainingPlan.From(manifest));
        return json;
    }
}
