using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

public sealed class NamedArraysTests
{
    private readonly NamedArrays _arrays = new("step-1", [Arrays.Floats("a", 1, 2), Arrays.Of("n", TensorType.I64, [])]);

    [Fact]
    public void Exactly_those_are_taken()
    {
        _arrays.RequireExactly([("n", TensorType.I64, []), ("a", TensorType.F32, [2])]);

        float[] values = new float[2];
        _arrays.CopyTo("a", values);
        byte[] number = new byte[8];
        _arrays.CopyTo("n", TensorType.I64, number);

        Assert.Equal([1f, 2f], values);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], number);
    }

    [Fact]
    public void Every_difference_is_named()
    {
        CheckpointException error = Assert.Throws<CheckpointException>(
            () => _arrays.RequireExactly([("a", TensorType.F32, [1, 2]), ("b", TensorType.F32, [1])]));

        Assert.Equal("step-1", error.Path);
        Assert.Equal(
            "it does not fit this network and optimizer: a is F32 [2], not F32 [1, 2]; b is missing; n is not expected.", error.What);
    }

    [Fact]
    public void A_type_is_a_difference() => Assert.Contains("n is I64 [], not F64 []", Assert.Throws<CheckpointException>(
        () => _arrays.RequireExactly([("a", TensorType.F32, [2]), ("n", TensorType.F64, [])])).What, StringComparison.Ordinal);

    [Fact]
    public void Of_many_differences_ten_are_named()
    {
        NamedArrays many = new("x", [.. Enumerable.Range(0, 13).Select(i => Arrays.Floats($"w{i}", 0))]);

        string what = Assert.Throws<CheckpointException>(() => many.RequireExactly([])).What;

        Assert.EndsWith("; and 3 more.", what, StringComparison.Ordinal);
        Assert.Equal(10, what.Split("is not expected").Length - 1);
    }

    [Fact]
    public void Nothing_is_copied_from_another_name_type_or_size()
    {
        Assert.Throws<CheckpointException>(() => _arrays.CopyTo("b", new float[2]));
        Assert.Throws<CheckpointException>(() => _arrays.CopyTo("a", new float[3]));
        Assert.Throws<CheckpointException>(() => _arrays.CopyTo("n", new float[2]));
    }
}
