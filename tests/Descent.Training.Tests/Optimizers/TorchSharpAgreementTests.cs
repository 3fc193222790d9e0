using Descent.Training.Loop;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Optimizers;

public sealed class TorchSharpAgreementTests
{
    private const int Steps = 20;

    // Of weights of about 0.5, whose last bit is 3e-8: both sides round at every one of 20 steps.
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Names => OptimizerCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Goes_where_TorchSharp_goes(string name) => AssertAgrees(OptimizerCases.Get(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Goes_where_TorchSharp_goes_with_weight_decay_of_everything(string name) =>
        AssertAgrees(OptimizerCases.Get(name, weightDecay: 0.1, decayAll: true));

    private static void AssertAgrees(OptimizerOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        Module<Tensor, Tensor> ours = TestNetworks.Small();
        Module<Tensor, Tensor> theirs = TestNetworks.Small();
        using var flat = new FlatParameters(ours);
        using Optimizer optimizer = options.Create(flat, 1);
        using optim.Optimizer reference = Reference(options, theirs);
        Dictionary<string, TorchSharp.Modules.Parameter> expected = theirs.named_parameters().ToDictionary(p => p.name, p => p.parameter);

        for (int step = 0; step < Steps; step++)
        {
            OptimizerCases.Update(optimizer, flat, options.LearningRate, step);
            foreach (ParameterSlot slot in flat.Slots)
            {
                expected[slot.Name].grad = tensor(flat.Gradients.Slice(slot.Offset, slot.Length).ToArray()).view(slot.Shape);
            }

            foreach (optim.ILearningRateController group in reference.ParamGroups)
            {
                group.LearningRate = OptimizerCases.RateAt(options.LearningRate, step);
            }

            reference.step();
        }

        foreach ((string name, TorchSharp.Modules.Parameter parameter) in ours.named_parameters())
        {
            Assert.Equal(expected[name].data<float>().ToArray(), parameter.data<float>().ToArray(), Close);
        }
    }

    private static bool Close(float expected, float actual) => Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected));

    private static optim.Optimizer Reference(OptimizerOptions options, Module network)
    {
        double rate = options.LearningRate;
        double decay = options.WeightDecay;
        IEnumerable<TorchSharp.Modules.Parameter> parameters = network.parameters();
        return options switch
        {
            MomentumOptions m => optim.SGD(parameters, rate, m.Momentum, m.Dampening, decay, m.Nesterov),
            SgdOptions => optim.SGD(parameters, rate, weight_decay: decay),
            AdaGradOptions a => optim.Adagrad(parameters, rate, a.LearningRateDecay, decay, a.InitialAccumulator, a.Epsilon),
            RmsPropOptions r => optim.RMSProp(parameters, rate, r.Alpha, r.Epsilon, decay, r.Momentum, r.Centered),
            AdamWOptions a => optim.AdamW(parameters, rate, a.Beta1, a.Beta2, a.Epsilon, decay),
            AdamOptions a => optim.Adam(parameters, rate, a.Beta1, a.Beta2, a.Epsilon, decay, a.AmsGrad),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options, "TorchSharp's counterpart is not known."),
        };
    }
}
