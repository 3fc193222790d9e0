namespace Descent.Runs;

/// <summary>The known name that a mistyped one most likely meant.</summary>
public static class NearestName
{
    /// <summary>The name within an edit distance of a third of the word's length (at least 2), or null.</summary>
    public static string? Find(string received, IEnumerable<string> names)
    {
        (string? name, int distance) best = (null, Math.Max(2, received.Length / 3) + 1);
        foreach (string name in names)
        {
            int distance = Distance(received.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < best.distance)
            {
                best = (name, distance);
            }
        }

        return best.name;
    }

    /// <summary>"Did you mean 'x'?" with a leading space, or nothing.</summary>
    public static string Suggest(string received, IEnumerable<string> names) =>
        Find(received, names) is { } name ? $"Did you mean '{name}'?" : "";

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        Span<int> row = stackalloc int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
