using Descent.Cli.Options;
using Descent.Runs;
using Descent.Training.Schedules;

namespace Descent.Cli.Tests.Options;

public sealed class ScheduleTextTests
{
    [Fact]
    public void Each_form_is_read()
    {
        Assert.Equal(new ConstantSchedule(), Parse("constant"));
        Assert.Equal(new CosineSchedule(), Parse("cosine"));
        Assert.Equal(new CosineSchedule { Final = 0.1 }, Parse("cosine:0.1"));
        Assert.Equal(new StepSchedule { Every = 10, Drop = 0.5 }, Parse("step:10:0.5"));
        Assert.Equal(new WarmupSchedule { Steps = 100 }, Parse("warmup:100"));
        Assert.Equal(new WarmupSchedule { Steps = 100, Then = new CosineSchedule() }, Parse("warmup:100+cosine"));
    }

    [Theory]
    [InlineData("cosin")]
    [InlineData("cosine:x")]
    [InlineData("cosine+step:1:0.1")]
    [InlineData("step:10")]
    [InlineData("step:-1:0.1")]
    [InlineData("warmup")]
    [InlineData("warmup:5+")]
    [InlineData("")]
    public void Anything_else_is_one_mistake(string text)
    {
        List<Mistake> mistakes = [];

        ScheduleText.Parse(text, mistakes);

        Assert.Single(mistakes);
    }

    private static Schedule Parse(string text)
    {
        List<Mistake> mistakes = [];
        Schedule schedule = ScheduleText.Parse(text, mistakes);
        Assert.Empty(mistakes);
        return schedule;
    }
}
