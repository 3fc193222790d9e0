using System.Globalization;

namespace Descent.Distributed.Launching;

/// <summary>Which process a rank is; each leaves a note of it where the launcher looks.</summary>
internal sealed record RankProcess(int Rank, string Host, int Id)
{
    private const string Suffix = ".process";

    private string Name => string.Create(CultureInfo.InvariantCulture, $"rank-{Rank}{Suffix}");

    public void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, Name), string.Create(CultureInfo.InvariantCulture, $"{Rank} {Host} {Id}"));

    /// <summary>Whether it is known to run no more; of other hosts nothing is known.</summary>
    public bool IsGone => Host == Environment.MachineName && State is 'Z' or 'X' or null;

    // After the name in parentheses, which may hold anything.
    private char? State
    {
        get
        {
            try
            {
                string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/stat"));
                return stat[stat.LastIndexOf(')') + 2];
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Takes this note away: the process has done what it was to do, or has said why not.</summary>
    public void Delete(string folder) => File.Delete(Path.Combine(folder, Name));

    /// <summary>The notes that are there.</summary>
    public static IReadOnlyList<RankProcess> Read(string folder)
    {
        List<RankProcess> processes = [];
        foreach (string path in Notes(folder))
        {
            // A rank may be writing it, or have been killed while it did.
            if (ReadText(path).Split(' ') is [var rank, var host, var id])
            {
                processes.Add(new RankProcess(int.Parse(rank, CultureInfo.InvariantCulture), host, int.Parse(id, CultureInfo.InvariantCulture)));
            }
        }

        return processes;
    }

    /// <summary>Takes the notes away.</summary>
    public static void DeleteAll(string folder)
    {
        foreach (string path in Notes(folder))
        {
            File.Delete(path);
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // Its rank has taken it away meanwhile.
        }
    }

    private static IEnumerable<string> Notes(string folder) => Directory.EnumerateFiles(folder, "rank-*" + Suffix);
}
