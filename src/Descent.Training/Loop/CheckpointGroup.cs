using System.Text;
using Descent.Training.Checkpoints;
using Descent.Training.Collectives;

namespace Descent.Training.Loop;

/// <summary>The ranks that write a checkpoint together, a shard each; one that writes alone has nobody to ask. All of them make the same calls.</summary>
/// <param name="ranks">They, in the order of their shards; the first decides.</param>
internal sealed class CheckpointGroup(ICollective ranks)
{
    /// <summary>Whether there are several.</summary>
    public bool IsSharded => ranks.Size > 1;

    /// <summary>Those that are to write together if they have the run's folder in common; else each is by itself.</summary>
    /// <param name="ranks">They.</param>
    /// <param name="folder">The folder of the checkpoints as this rank names it, made by the first.</param>
    /// <param name="disk">What writes.</param>
    /// <param name="notice">What the user should know, or null.</param>
    public static CheckpointGroup Find(ICollective ranks, string folder, IDisk disk, out string? notice)
    {
        notice = null;
        if (ranks.Size == 1)
        {
            return new CheckpointGroup(ranks);
        }

        // Named so that whatever clears the folder removes it too.
        string name = ranks.Rank == 0 ? $".{Guid.NewGuid():N}.tmp" : "";
        string token = Path.Combine(folder, name);
        if (ranks.Rank == 0)
        {
            disk.CreateFolder(token);
        }

        token = Path.Combine(folder, Encoding.UTF8.GetString(ranks.Gather(Encoding.UTF8.GetBytes(name))[0]));
        byte[][] found = ranks.Gather([(byte)(CanWrite(token, ranks.Rank, disk) ? 1 : 0)]);
        if (ranks.Rank == 0)
        {
            disk.DeleteFolder(token);
        }

        int[] strangers = [.. found.Index().Where(rank => rank.Item[0] == 0).Select(rank => rank.Index)];
        if (strangers.Length == 0 && ranks.Size <= CheckpointShard.Most)
        {
            return new CheckpointGroup(ranks);
        }

        notice = (strangers.Length == 0 ? $"A checkpoint has at most {CheckpointShard.Most} shards, so that rank 0 gathers the state of all and writes it alone."
            : $"Rank {strangers[0]} cannot write where rank 0 does, in '{folder}', so that rank 0 gathers the state of all and writes checkpoints alone. "
                + "Put the run's folder where all ranks have it in common.");
        return new CheckpointGroup(new SoloCollective());
    }

    /// <summary>Tells the others how this rank's last write ended.</summary>
    /// <returns>What went wrong on the first rank where something did, or null.</returns>
    public string? Report(CheckpointException? own)
    {
        byte[][] all = ranks.Gather(Encoding.UTF8.GetBytes(own?.Message ?? ""));
        int failed = Array.FindIndex(all, message => message.Length > 0);
        return failed < 0 ? null : $"rank {failed} could not write its shard: {Encoding.UTF8.GetString(all[failed])}";
    }

    /// <summary>What the first rank says; the others' word does not count.</summary>
    public bool Agree(bool first = false) => ranks.Gather([(byte)(first ? 1 : 0)])[0][0] == 1;

    private static bool CanWrite(string token, int rank, IDisk disk)
    {
        try
        {
            // Making the folder would hide that it is another one.
            if (Directory.Exists(token))
            {
                disk.WriteFile(Path.Combine(token, $"{rank}"), stream => stream.Write("seen"u8));
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it may be read there and not written.
        }

        return false;
    }
}
