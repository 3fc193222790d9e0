using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Collectives;

public sealed class SoloCollectiveTests : IDisposable
{
    private readonly SoloCollective _solo = new();

    public void Dispose() => _solo.Dispose();

    [Fact]
    public void Sums_and_broadcasts_leave_values_as_they_are()
    {
        using Tensor values = tensor(new float[] { 1, -0f, 3 });
        _solo.Sum(values);
        _solo.Broadcast(values, 0);
        _solo.BeginSum(values).Wait();
        Assert.Equal([1, -0f, 3], values.data<float>().ToArray());
    }

    [Fact]
    public void Its_block_is_the_whole()
    {
        using Tensor values = tensor(new long[] { 4, 5 });
        using Tensor block = zeros(2, ScalarType.Int64);
        _solo.SumScatter(values, block);
        Assert.Equal([4L, 5], block.data<long>().ToArray());
        values.zero_();
        _solo.Gather(block, values);
        Assert.Equal([4L, 5], values.data<long>().ToArray());
    }

    [Fact]
    public void It_gathers_its_own_message() => Assert.Equal([[1, 2]], _solo.Gather([1, 2]));

    [Fact]
    public void There_is_nobody_to_send_to()
    {
        using Tensor values = zeros(1);
        Assert.Contains("cannot send to itself", Assert.Throws<ArgumentException>(() => _solo.Send(values, 0)).Message);
        Assert.Contains("only 0 to 0", Assert.Throws<ArgumentException>(() => _solo.Receive(values, 1)).Message);
    }

    [Fact]
    public void A_tensor_that_cannot_be_sent_is_refused()
    {
        using Tensor whole = zeros(2, 3);
        using Tensor transposed = whole.t();
        using Tensor halves = zeros(2, ScalarType.Float16);
        using Tensor block = zeros(4);
        Assert.Contains("not contiguous", Assert.Throws<ArgumentException>(() => _solo.Sum(transposed)).Message);
        Assert.Contains("Float16", Assert.Throws<ArgumentException>(() => _solo.Sum(halves)).Message);
        Assert.Contains("makes 4, not 6", Assert.Throws<ArgumentException>(() => _solo.SumScatter(whole, block)).Message);
    }
}
