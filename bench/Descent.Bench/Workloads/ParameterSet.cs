using Descent.Training.Loop;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Parameter = TorchSharp.Modules.Parameter;

namespace Descent.Bench.Workloads;

/// <summary>Parameters of one size with gradients, to be updated by Descent's optimizer or by TorchSharp's.</summary>
internal sealed class ParameterSet : Module
{
    public ParameterSet(int tensors, int elements)
        : base(nameof(ParameterSet))
    {
        for (int i = 0; i < tensors; i++)
        {
            using Tensor values = randn(elements / 64, 64);
            register_parameter($"weight{i}", new Parameter(values));
        }
    }

    /// <summary>Updates by Descent: one flat buffer each for parameters, gradients and every state.</summary>
    public static (FlatParameters Flat, Optimizer Optimizer) Ours(ParameterSet set, OptimizerOptions options, int threads)
    {
        var flat = new FlatParameters(set);
        using Tensor noise = randn(flat.Length);
        noise.data<float>().CopyTo(flat.Gradients);
        return (flat, options.Create(flat, threads));
    }

    /// <summary>TorchSharp's optimizer of the same name and numbers.</summary>
    public static optim.Optimizer Theirs(ParameterSet set, OptimizerOptions options)
    {
        Parameter[] parameters = [.. set.parameters()];
        foreach (Parameter parameter in parameters)
        {
            parameter.grad = randn_like(parameter);
        }

        double rate = options.LearningRate;
        return options switch
        {
            MomentumOptions momentum => optim.SGD(parameters, rate, momentum.Momentum),
            AdaGradOptions => optim.Adagrad(parameters, rate),
            RmsPropOptions => optim.RMSProp(parameters, rate),
            AdamWOptions adamW => optim.AdamW(parameters, rate, weight_decay: adamW.WeightDecay),
            AdamOptions => optim.Adam(parameters, rate),
            _ => optim.SGD(parameters, rate),
        };
    }
}
