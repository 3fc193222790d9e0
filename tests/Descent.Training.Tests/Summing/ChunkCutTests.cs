using Descent.Runs;
using Descent.Training.Summing;

namespace Descent.Training.Tests.Summing;

public sealed class ChunkCutTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(12, 3)]
    [InlineData(50, 25)]
    [InlineData(63, 63)]
    [InlineData(64, 16)]
    public void A_chunk_is_a_quarter_of_the_batch_where_that_can_be(int batchSize, int chunkSize)
    {
        Assert.Equal(chunkSize, ChunkCut.Default(batchSize));
        Assert.Empty(new TrainingOptions { Exact = true, BatchSize = batchSize, ChunkSize = chunkSize }.FindMistakes());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(6)]
    public void Ranks_that_do_not_share_exact_chunks_evenly_are_refused_with_those_that_do(int ranks)
    {
        Mistake mistake = Assert.Single(ChunkCut.FindMistakes(new TrainingOptions { Exact = true, BatchSize = 64, ChunkSize = 16 }, ranks));

        Assert.Equal($"{ranks} ranks, 4 chunks of 16", mistake.Received);
        Assert.Equal("1, 2, 4 ranks", mistake.Allowed);
    }

    [Fact]
    public void Ranks_that_do_not_divide_the_batch_are_refused_with_those_that_do()
    {
        Mistake mistake = Assert.Single(ChunkCut.FindMistakes(new TrainingOptions { BatchSize = 20 }, 3));

        Assert.Equal("1, 2, 4, 5, 10, 20 ranks", mistake.Allowed);
        Assert.Contains("--batch-size 21", mistake.Fix, StringComparison.Ordinal);
        Assert.Empty(ChunkCut.FindMistakes(new TrainingOptions { BatchSize = 20 }, 5));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(64)]
    public void Chunks_that_make_no_power_of_two_are_refused_with_the_sizes_that_do(int chunkSize)
    {
        Mistake mistake = Assert.Single(new TrainingOptions { Exact = true, BatchSize = 60, ChunkSize = chunkSize }.FindMistakes(), m => m.What.Contains("power", StringComparison.Ordinal));

        Assert.Equal("--chunk-size 60, 30, 15", mistake.Allowed);
    }

    [Fact]
    public void More_than_one_thread_is_refused_in_exact_mode()
    {
        Assert.Contains(new TrainingOptions { Exact = true, Threads = 2 }.FindMistakes(), mistake => mistake.Received == "--threads 2");
        Assert.Empty(new TrainingOptions { Exact = true, Threads = 1 }.FindMistakes());
    }
}
