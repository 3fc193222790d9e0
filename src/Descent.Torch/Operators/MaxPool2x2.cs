using Descent.Torch.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>Max pooling over 2×2 windows that do not overlap: the same bits as libtorch's max_pool2d, about ten times as fast on small images.</summary>
/// <remarks>libtorch 2.10 looks for each maximum by itself; this takes whole rows, and finds the winners again in the backward pass.</remarks>
public static class MaxPool2x2
{
    /// <summary>Whether it can take this input: contiguous float32 [B, C, H, W] on the CPU with even H and W.</summary>
    public static bool Fits(Tensor input) => input.dim() == 4 && input.dtype == ScalarType.Float32 && input.device_type == DeviceType.CPU
        && input.size(2) % 2 == 0 && input.size(3) % 2 == 0 && input.numel() > 0 && input.is_contiguous();

    /// <summary>The largest of each window, [B, C, H/2, W/2]; gradients go to the first that equals it.</summary>
    /// <exception cref="ArgumentException">The input does not fit.</exception>
    public static Tensor Apply(Tensor input) =>
        Fits(input) ? Function.apply(input) : throw new ArgumentException("Contiguous float32 [B, C, H, W] with even H and W is needed.", nameof(input));

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => "Descent::max_pool_2x2";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var input = (Tensor)vars[0];
            Tensor output = empty(input.size(0), input.size(1), input.size(2) / 2, input.size(3) / 2);
            MaxPoolKernel.Forward(TensorMemory.Span<float>(input), TensorMemory.Span<float>(output), (int)input.size(3));
            ctx.save_for_backward([input, output]);
            return output;
        }

        // What throws in here ends the process, so nothing may: forward has checked the shapes.
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            using Tensor input = saved[0];
            using Tensor output = saved[1];
            using Tensor gradient = grad_output.contiguous();
            Tensor result = empty_like(input);
            MaxPoolKernel.Backward(
                TensorMemory.Span<float>(input), TensorMemory.Span<float>(output), TensorMemory.Span<float>(gradient),
                TensorMemory.Span<float>(result), (int)input.size(3));
            return [result];
        }
    }
}
