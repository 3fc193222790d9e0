using Descent.Training.Schedules;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Schedules;

/// <summary>Every step's factor over 6 epochs of 10 steps against torch.optim.lr_scheduler: 1e-12.</summary>
public sealed class ScheduleGoldenTests
{
    private static readonly RunLength Length = new(6, 10);

    public static TheoryData<string, Schedule> Cases => new()
    {
        { "constant", new ConstantSchedule() },
        { "step", new StepSchedule { Every = 2, Drop = 0.3 } },
        { "cosine", new CosineSchedule() },
        { "cosine-final", new CosineSchedule { Final = 0.1 } },
        { "warmup", new WarmupSchedule { Steps = 8 } },
        { "warmup-cosine", new WarmupSchedule { Steps = 8, Then = new CosineSchedule() } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Goes_as_PyTorch_goes(string name, Schedule schedule)
    {
        using Tensor expected = Golden.Load("schedules")[name];
        using Tensor actual = tensor([.. Enumerable.Range(0, 60).Select(step => schedule.Factor(step, Length))]);

        Golden.Close(expected, actual, 1e-12, name);
    }
}
