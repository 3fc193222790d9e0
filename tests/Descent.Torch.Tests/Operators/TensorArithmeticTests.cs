using Descent.Torch.Loading;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Operators;

public sealed class TensorArithmeticTests
{
    static TensorArithmeticTests() => Libtorch.Load();

    [Fact]
    public void Gives_the_bits_of_the_operators_and_their_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor([1.5f, -2.25f, 0.1f]).requires_grad_(), y = tensor([3f, 0.7f]).view(2, 1);
        Tensor named = x.Plus(y).Times(0.3).Plus(-1).DividedBy(7).Squared();
        Tensor written = ((((x + y) * 0.3) - 1) / 7).square();

        Assert.Equal(written.data<float>().ToArray(), named.data<float>().ToArray());
        Assert.Equal(autograd.grad([written.sum()], [x])[0].data<float>().ToArray(), autograd.grad([named.sum()], [x])[0].data<float>().ToArray());
    }

    [Fact]
    public void Changes_in_place_give_the_tensor_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor([1f, 2f]);

        Assert.Same(x, x.Add(tensor([1f, 1f])));
        Assert.Equal([2f, 3f], x.data<float>().ToArray());
        Assert.Equal([1f, 1.5f], x.Multiply(0.5).data<float>().ToArray());
        Assert.Equal([8f, 8f], x.Fill(8).data<float>().ToArray());
    }

    // TorchSharp's own six / 3 ends within seconds here, with "Unknown scalar type" and the like.
    [Fact]
    public async Task The_garbage_collector_takes_no_number_before_it_was_read()
    {
        using var done = new CancellationTokenSource();
        Task collector = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        }, TestContext.Current.CancellationToken);
        using Tensor six = tensor(6f);
        try
        {
            for (int i = 0; i < 200_000; i++)
            {
                using Tensor quotient = six.DividedBy(3);
                Assert.Equal(2, quotient.item<float>());
            }
        }
        finally
        {
            await done.CancelAsync();
            await collector;
        }
    }
}
