using Descent.Models.Layers;
using Descent.Torch.Networks;
using Descent.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests.Layers;

/// <summary>Layers that two ranks, threads here, hold halves of: the same numbers as the whole layer's, to 1e-5.</summary>
public sealed class SplitLayersTests
{
    private const int Ranks = 2;
    private const double Tolerance = 1e-5;

    [Fact]
    public void Feed_forward_is_split_by_hidden_numbers() => Check(() => new FeedForward(6, 8, GELU()), layer => ((FeedForward)layer).call, [3, 5, 6]);

    [Fact]
    public void Self_attention_is_split_by_heads() => Check(() => new SelfAttention(8, 4, causal: true), layer => ((SelfAttention)layer).call, [3, 5, 8]);

    [Fact]
    public void Cross_attention_is_split_by_heads() => Check(() => new CrossAttention(8, 2), layer => input => ((CrossAttention)layer).call(input, input * 2), [3, 5, 8]);

    [Fact]
    public void A_perceptron_is_split_by_hidden_units() => Check(() => new Mlp([6], 4, hidden: 10), layer => ((Mlp)layer).call, [5, 6]);

    [Fact]
    public void What_fails_within_a_backward_pass_is_thrown_after_it()
    {
        using DisposeScope scope = NewDisposeScope();
        bool isBroken = false;
        TensorGroup group = new(0, Ranks, _ =>
        {
            if (isBroken)
            {
                throw new InvalidDataException("a rank is gone");
            }
        });
        using FeedForward layer = new(6, 8, GELU());
        layer.Split(group);
        Tensor output = layer.call(ones([1, 1, 6]).requires_grad_(true)).sum();
        isBroken = true;

        output.backward();

        Assert.Equal("a rank is gone", Assert.Throws<InvalidDataException>(group.ThrowIfFailed).Message);
        group.ThrowIfFailed();
    }

    private static void Check(Func<Module> make, Func<Module, Func<Tensor, Tensor>> call, long[] shape)
    {
        Libtorch.Load();
        Outcome whole = Run(make(), call, shape, null);
        using Barrier barrier = new(Ranks);
        Tensor[] summands = new Tensor[Ranks];
        Outcome[] halves = new Outcome[Ranks];
        Thread[] threads = [.. Enumerable.Range(0, Ranks).Select(rank => new Thread(() =>
        {
            TensorGroup group = new(rank, Ranks, values =>
            {
                summands[rank] = values;
                barrier.SignalAndWait();
                using Tensor sum = summands[0] + summands[1];
                barrier.SignalAndWait();
                using IDisposable noGradients = no_grad();
                values.copy_(sum);
            });
            halves[rank] = Run(make(), call, shape, group);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        for (int rank = 0; rank < Ranks; rank++)
        {
            Close(whole.Output, halves[rank].Output);
            Close(whole.InputGradient, halves[rank].InputGradient);
            foreach ((string name, (Tensor gradient, _)) in whole.Gradients)
            {
                (Tensor part, TensorPart? how) = halves[rank].Gradients[name];
                Tensor expected = gradient.clone();
                if (how is not null)
                {
                    new TensorGroup(rank, Ranks, _ => { }).Cut(expected, how);
                }

                Close(expected, part);
            }

            Assert.Contains(halves[rank].Gradients.Values, gradient => gradient.Part is not null);
        }
    }

    private static Outcome Run(Module layer, Func<Module, Func<Tensor, Tensor>> call, long[] shape, TensorGroup? group)
    {
        int phase = 0;
        using (no_grad())
        {
            foreach ((_, TorchSharp.Modules.Parameter parameter) in layer.named_parameters())
            {
                parameter.copy_(Wave(parameter.shape, phase++));
            }
        }

        if (group is not null)
        {
            ((ISplitLayer)layer).Split(group);
        }

        Tensor input = Wave(shape, 7).requires_grad_(true);
        Tensor output = call(layer)(input);
        (output * Wave(output.shape, 9)).sum().backward();
        group?.ThrowIfFailed();
        return new Outcome(output.detach(), input.grad!, layer.named_parameters().ToDictionary(
            item => item.name, item => (item.parameter.grad!, group?.Parts.Where(part => part.Parameter.Handle == item.parameter.Handle).Select(part => part.Part).FirstOrDefault())));
    }

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True((expected - actual).abs().max().item<float>() < Tolerance);
    }

    private static Tensor Wave(long[] shape, int phase) => (arange(shape.Aggregate(1L, (a, b) => a * b), dtype: ScalarType.Float32) * 12.9898 + (phase * 78.233)).sin().view(shape) * 0.5;

    private sealed record Outcome(Tensor Output, Tensor InputGradient, Dictionary<string, (Tensor Gradient, TensorPart? Part)> Gradients);
}
