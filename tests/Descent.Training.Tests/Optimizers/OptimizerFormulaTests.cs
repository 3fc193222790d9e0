using Descent.Training.Loop;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Optimizers;

/// <summary>One weight and one bias against the paper's formula in double.</summary>
public sealed class OptimizerFormulaTests
{
    private const int Steps = 20;
    private const double Decay = 0.2;
    private const double Tolerance = 1e-6;

    /// <summary>Moves a weight by one step: the weight, the gradient, the learning rate, the weight decay, the step from 1.</summary>
    private delegate double Formula(double w, double g, double rate, double decay, int step);

    public static TheoryData<string> Names => OptimizerCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_its_formula_and_leaves_biases_and_norms_without_decay(string name) => AssertFollows(name, decayAll: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Decays_biases_and_norms_when_asked_to(string name) => AssertFollows(name, decayAll: true);

    private static void AssertFollows(string name, bool decayAll)
    {
        OptimizerOptions options = OptimizerCases.Get(name, Decay, decayAll);
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Linear(1, 1));
        using var flat = new FlatParameters(network);
        using Optimizer optimizer = options.Create(flat, 1);
        int bias = flat.Slots.Single(slot => slot.Name == "bias").Offset;
        (double weight, double shift) = (flat.Values[0], flat.Values[bias]);
        Formula ofWeight = Make(options);
        Formula ofBias = Make(options);

        for (int step = 1; step <= Steps; step++)
        {
            OptimizerCases.FillGradients(flat, step);
            double rate = OptimizerCases.RateAt(options.LearningRate, step);
            weight = ofWeight(weight, flat.Gradients[0], rate, Decay, step);
            shift = ofBias(shift, flat.Gradients[bias], rate, decayAll ? Decay : 0, step);
            optimizer.Update(rate);

            Assert.Equal(weight, flat.Values[0], Tolerance);
            Assert.Equal(shift, flat.Values[bias], Tolerance);
        }
    }

    private static Formula Make(OptimizerOptions options)
    {
        (double first, double second, double third) = (options is AdaGradOptions { InitialAccumulator: var initial } ? initial : 0, 0, 0);
        return options switch
        {
            MomentumOptions o => FollowMomentum(o),
            AdamOptions o => FollowAdam(o),
            AdaGradOptions o => (w, g, rate, decay, step) =>
                w - (rate / (1 + ((step - 1) * o.LearningRateDecay)) * (g + (decay * w)) / (Math.Sqrt(first += Math.Pow(g + (decay * w), 2)) + o.Epsilon)),
            RmsPropOptions o => FollowRmsProp(o),
            _ => (w, g, rate, decay, _) => w - (rate * (g + (decay * w))),
        };

        Formula FollowRmsProp(RmsPropOptions o) => (w, g, rate, decay, _) =>
        {
            double slope = g + (decay * w);
            first = (o.Alpha * first) + ((1 - o.Alpha) * slope * slope);
            second = o.Centered ? (o.Alpha * second) + ((1 - o.Alpha) * slope) : 0;
            third = (o.Momentum * third) + (slope / (Math.Sqrt(first - (second * second)) + o.Epsilon));
            return w - (rate * third);
        };

        Formula FollowMomentum(MomentumOptions o) => (w, g, rate, decay, step) =>
        {
            double slope = g + (decay * w);
            first = (o.Momentum * first) + ((step == 1 ? 1 : 1 - o.Dampening) * slope);
            return w - (rate * (o.Nesterov ? slope + (o.Momentum * first) : first));
        };

        Formula FollowAdam(AdamOptions o) => (w, g, rate, decay, step) =>
        {
            bool decoupled = o is AdamWOptions;
            double slope = decoupled ? g : g + (decay * w);
            first = (o.Beta1 * first) + ((1 - o.Beta1) * slope);
            second = (o.Beta2 * second) + ((1 - o.Beta2) * slope * slope);
            double corrected = first / (1 - Math.Pow(o.Beta1, step));
            third = o.AmsGrad ? Math.Max(third, second) : second;
            double spread = Math.Sqrt(third / (1 - Math.Pow(o.Beta2, step)));
            return (decoupled ? w * (1 - (rate * decay)) : w) - (rate * corrected / (spread + o.Epsilon));
        };
    }
}
