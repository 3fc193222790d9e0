using Descent.Training.Evaluation;

namespace Descent.Training.Tests.Evaluation;

public sealed class ProportionTests
{
    // statsmodels: proportion_confint(right, of, method='wilson').
    [Theory]
    [InlineData(0, 10, 0, 0.277533)]
    [InlineData(10, 10, 0.722467, 1)]
    [InlineData(50, 100, 0.403832, 0.596168)]
    [InlineData(8954, 10000, 0.889249, 0.901247)]
    public void Its_interval_is_Wilsons(long right, long of, double low, double high)
    {
        var proportion = new Proportion(right, of);

        Assert.Equal(low, proportion.Low, 2e-6);
        Assert.Equal(high, proportion.High, 2e-6);
    }
}
