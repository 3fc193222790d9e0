using Descent.Training.Schedules;

namespace Descent.Training.Tests;

public sealed class TrainingOptionsTests
{
    public static TheoryData<TrainingOptions, string> Wrong => new()
    {
        { new() { Epochs = 0 }, "--epochs" },
        { new() { Epochs = 1_000_001 }, "--epochs" },
        { new() { BatchSize = 0 }, "--batch-size" },
        { new() { BatchSize = (1 << 20) + 1 }, "--batch-size" },
        { new() { ChunkSize = -1 }, "--chunk-size" },
        { new() { ChunkSize = 65 }, "--chunk-size" },
        { new() { Validation = -0.01 }, "--validation" },
        { new() { Validation = 0.91 }, "--validation" },
        { new() { Validation = double.NaN }, "--validation" },
        { new() { Prefetch = -1 }, "--prefetch" },
        { new() { Prefetch = 1025 }, "--prefetch" },
        { new() { Workers = 0 }, "--workers" },
        { new() { Workers = 65 }, "--workers" },
        { new() { Threads = -1 }, "--threads" },
        { new() { Threads = Environment.ProcessorCount + 1 }, "--threads" },
        { new() { Precision = Precision.Fp16 }, "float16 needs a GPU" },
        { new() { SyncBatchNorm = true, Exact = true }, "--sync-batch-norm" },
        { new() { SyncBatchNorm = true, ChunkSize = 8 }, "--sync-batch-norm" },
        { new() { BucketMegabytes = 65 }, "--bucket-megabytes" },
        { new() { CheckpointEvery = -1 }, "--checkpoint-every" },
        { new() { KeepCheckpoints = 0 }, "--keep-checkpoints" },
        { new() { KeepCheckpoints = 1_000_001 }, "--keep-checkpoints" },
        { new() { LogEvery = 0 }, "--log-every" },
        { new() { EarlyStop = 0 }, "--early-stop" },
        { new() { EarlyStop = 1_000_001 }, "--early-stop" },
        { new() { ClipNorm = 0 }, "--clip-norm" },
        { new() { ClipNorm = double.PositiveInfinity }, "--clip-norm" },
        { new() { AverageDecay = 0 }, "--average-decay" },
        { new() { AverageDecay = 1 }, "--average-decay" },
        { new() { AverageDecay = double.NaN }, "--average-decay" },
        { new() { EarlyStop = 2, Validation = 0 }, "--early-stop" },
        { new() { Workers = 2, Prefetch = 0 }, "--workers" },
        { new() { Schedule = new CosineSchedule { Final = 2 } }, "the cosine schedule's 'final'" },
    };

    public static TheoryData<TrainingOptions> Right => new()
    {
        new TrainingOptions(),
        new TrainingOptions { Epochs = 1_000_000, BatchSize = 1 << 20, ChunkSize = 1 << 20, Validation = 0.9, Prefetch = 1024, Workers = 64 },
        new TrainingOptions { Epochs = 1, BatchSize = 1, ChunkSize = 1, Validation = 0, Prefetch = 0, Workers = 1, Threads = Environment.ProcessorCount },
        new TrainingOptions { CheckpointEvery = int.MaxValue, KeepCheckpoints = 1, LogEvery = int.MaxValue, EarlyStop = 1, ClipNorm = 1e-9, AverageDecay = 0.999 },
        new TrainingOptions { CheckpointEvery = 1, KeepCheckpoints = 1_000_000, LogEvery = 1, EarlyStop = 1_000_000, ClipNorm = double.MaxValue, AverageDecay = 1e-9 },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_value_out_of_range_or_a_contradiction_is_one_mistake_that_names_its_option(TrainingOptions options, string option) =>
        Assert.StartsWith(option, Assert.Single(options.FindMistakes()).What, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Right), DisableDiscoveryEnumeration = true)]
    public void The_defaults_and_the_borders_are_allowed(TrainingOptions options) => Assert.Empty(options.FindMistakes());

    [Fact]
    public void Float16_is_for_a_GPU() => Assert.DoesNotContain(
        new TrainingOptions { Precision = Precision.Fp16, Device = ComputeDevice.Cuda }.FindMistakes(),
        mistake => mistake.What.StartsWith("float16", StringComparison.Ordinal));

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        var options = new TrainingOptions
        {
            Epochs = 0,
            BatchSize = 0,
            Validation = 2,
            Prefetch = -1,
            Workers = 0,
            Threads = -1,
            ClipNorm = -1,
            AverageDecay = 2,
            Schedule = new StepSchedule { Every = 0, Drop = 0 },
        };

        Assert.Equal(10, options.FindMistakes().Count);
    }
}
