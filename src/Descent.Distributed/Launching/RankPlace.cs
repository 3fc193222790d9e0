using System.Globalization;

namespace Descent.Distributed.Launching;

/// <summary>Which rank of how many this process is, as the program that started it says in its environment; known before MPI is loaded.</summary>
/// <param name="Rank">From 0.</param>
/// <param name="Size">How many ranks there are.</param>
/// <param name="LocalRank">Among the ranks on this host, from 0.</param>
/// <param name="Launcher">Who started it, in words.</param>
public sealed record RankPlace(int Rank, int Size, int LocalRank, string Launcher)
{
    // The first whose rank and size are both set. Slurm comes after what runs inside it: srun starts each of mpirun's daemons as a task of its own.
    private static readonly (string Launcher, string Rank, string Size, string[] LocalRank)[] Conventions =
    [
        ("Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", ["OMPI_COMM_WORLD_LOCAL_RANK"]),
        ("MPICH", "PMI_RANK", "PMI_SIZE", ["MPI_LOCALRANKID", "SLURM_LOCALID"]),
        ("Slurm", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS", ["SLURM_LOCALID"]),
        ("RANK and WORLD_SIZE", "RANK", "WORLD_SIZE", ["LOCAL_RANK"]),
    ];

    /// <summary>The place that the environment names; null for a process by itself.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="InvalidDataException">A rank or size is no number, or a rank is not below the size.</exception>
    public static RankPlace? Find(Func<string, string?> variable)
    {
        foreach ((string launcher, string rankName, string sizeName, string[] localNames) in Conventions)
        {
            if (variable(rankName) is { } rankText && variable(sizeName) is { } sizeText)
            {
                int size = Parse(sizeName, sizeText);
                int rank = Parse(rankName, rankText);
                string? localName = localNames.FirstOrDefault(name => variable(name) is not null);
                int local = localName is null ? rank : Parse(localName, variable(localName)!);
                return rank < size
                    ? new RankPlace(rank, size, local, launcher)
                    : throw new InvalidDataException($"{rankName} is {rank}, but {sizeName} is {size}. Ranks count from 0 to {size - 1}.");
            }
        }

        return null;
    }

    private static int Parse(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new InvalidDataException($"{name} is '{text}', which is no number from 0 on. Unset it, or start the ranks with mpirun, srun or descent launch.");
}
