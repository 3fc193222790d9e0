using Descent.Distributed.Launching;

namespace Descent.Distributed.Tests.Launching;

public sealed class RankPlaceTests
{
    [Fact]
    public void A_process_by_itself_has_none() => Assert.Null(Find());

    [Theory]
    [InlineData("Open MPI", "OMPI_COMM_WORLD_RANK=3", "OMPI_COMM_WORLD_SIZE=4", "OMPI_COMM_WORLD_LOCAL_RANK=1")]
    [InlineData("MPICH", "PMI_RANK=3", "PMI_SIZE=4", "MPI_LOCALRANKID=1")]
    [InlineData("Slurm", "SLURM_PROCID=3", "SLURM_STEP_NUM_TASKS=4", "SLURM_LOCALID=1")]
    [InlineData("RANK and WORLD_SIZE", "RANK=3", "WORLD_SIZE=4", "LOCAL_RANK=1")]
    public void Each_launcher_is_understood(string launcher, params string[] variables) =>
        Assert.Equal(new RankPlace(3, 4, 1, launcher), Find(variables));

    [Fact]
    public void Without_a_local_rank_all_ranks_are_on_one_host() =>
        Assert.Equal(3, Find("PMI_RANK=3", "PMI_SIZE=4")!.LocalRank);

    [Fact]
    public void What_runs_inside_a_Slurm_job_comes_before_Slurm() =>
        Assert.Equal("Open MPI", Find("SLURM_PROCID=0", "SLURM_STEP_NUM_TASKS=1", "OMPI_COMM_WORLD_RANK=3", "OMPI_COMM_WORLD_SIZE=4")!.Launcher);

    [Theory]
    [InlineData("RANK is 'two'", "RANK=two", "WORLD_SIZE=2")]
    [InlineData("RANK is 2, but WORLD_SIZE is 2", "RANK=2", "WORLD_SIZE=2")]
    public void Nonsense_is_refused(string expected, params string[] variables) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Find(variables)).Message);

    private static RankPlace? Find(params string[] variables) =>
        RankPlace.Find(name => variables.FirstOrDefault(v => v.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]);
}
