using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Descent.Torch.Loading;

/// <summary>
/// oneDNN, with which libtorch computes convolutions on the CPU. It works in blocks of 16 channels, and 3.7.1, which libtorch 2.10 has, loses parts
/// of a kernel where channels fill no whole block: wrong outputs and gradients without a word, seen on AMD Zen 5. Powers of two from 16 on are right.
/// </summary>
public static class OneDnn
{
    /// <summary>Channels in a block.</summary>
    internal const int Block = 16;

    /// <summary>From so many channels on, inputs or outputs, a convolution with a kernel of 1×1 can end the process.</summary>
    internal const int ChannelsThatEnd = 1024;

    private static readonly Lazy<bool> Checked = new(Check);

    /// <summary>Whether it computes convolutions right whose channels fill no whole block; found by computing one in integers.</summary>
    public static bool IsRight => Checked.Value;

    /// <summary>Turns it off where a network of TorchSharp's own convolutions would be computed wrongly. Descent's layers are right with it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="channelsLast">Whether images will be channels-last.</param>
    /// <returns>What was done, for the user; null when nothing had to be.</returns>
    public static string? Guard(nn.Module network, bool channelsLast = false)
    {
        nn.Module[] modules = [.. network.modules().Prepend(network)];
        bool ends = modules.Any(EndsTheProcess) || (channelsLast && EndsChannelsLast(network));
        if (!ends && (!modules.Any(IsAtRisk) || IsRight))
        {
            return null;
        }

        LibtorchContext.TurnOffOneDnn();
        string fault = ends
            ? "would end this process in a 1×1 convolution of 1,024 channels or more"
            : "are wrong on this processor for some numbers of channels";
        return $"libtorch's fast convolutions (oneDNN) {fault}, so they are switched off: "
            + "training is right but slower. Descent's own Conv2d is right and fast; so are channels of 16, 32, 64, 128 …";
    }

    /// <summary>Whether it would end the process in one of TorchSharp's own convolutions, were images channels-last.</summary>
    public static bool EndsChannelsLast(nn.Module network) =>
        network.modules().Prepend(network).Any(module => Pointwise(module) is { } weight && Math.Max(weight.size(0), weight.size(1)) >= ChannelsThatEnd);

    /// <summary>Whether so many channels were right in every convolution that was tried.</summary>
    internal static bool IsWhole(long channels) => channels >= Block && BitOperations.IsPow2(channels);

    private static bool IsAtRisk(nn.Module module) => module is Convolution
        && module.parameters(recurse: false).FirstOrDefault(parameter => parameter.dim() > 2) is { } weight
        && weight.numel() > weight.size(0) * weight.size(1)
        && !(IsWhole(weight.size(0)) && (weight.size(1) < Block || IsWhole(weight.size(1))));

    // 3.7.1 divides by zero while it looks for the best blocks, where AVX-512 or better is there; seen from 1,024 outputs and 256 inputs on. With
    // strides it does so in the backward pass of any images, and of channels-last ones always, forward too.
    private static bool EndsTheProcess(nn.Module module) => module is Convolution convolution && convolution.stride.Any(stride => stride > 1)
        && Pointwise(module) is { } weight && weight.size(0) >= ChannelsThatEnd;

    // The weight of one of TorchSharp's convolutions with a kernel of 1×1.
    private static Parameter? Pointwise(nn.Module module) => module is Convolution convolution && convolution.kernel_size.All(size => size == 1)
        ? module.parameters(recurse: false).FirstOrDefault(parameter => parameter.dim() > 2)
        : null;

    // Small whole numbers are exact in float32, so that right results are equal.
    private static bool Check()
    {
        using DisposeScope scope = NewDisposeScope();
        static Tensor Repeated(int period, params long[] shape) =>
            tensor(Enumerable.Range(0, (int)shape.Aggregate((product, size) => product * size)).Select(i => (long)(i % period)).ToArray()).reshape(shape);
        Tensor input = Repeated(5, 2, 24, 6, 6), weight = Repeated(3, 8, 24, 3, 3);
        Tensor[] Run(ScalarType type)
        {
            Tensor x = input.to(type).requires_grad_(), w = weight.to(type).requires_grad_();
            Tensor output = nn.functional.conv2d(x, w);
            return [output, .. autograd.grad([output.sum()], [x, w])];
        }

        return Run(ScalarType.Float32).Zip(Run(ScalarType.Float64)).All(pair => pair.First.to(ScalarType.Float64).allclose(pair.Second, rtol: 0, atol: 0));
    }
}
