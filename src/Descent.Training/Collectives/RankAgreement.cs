using System.Text;
using System.Text.Json.Nodes;
using Descent.Runs;

namespace Descent.Training.Collectives;

/// <summary>What all ranks of a run must have in common, compared before the first step.</summary>
public static class RankAgreement
{
    private const string Missing = "—";

    /// <summary>Returns on every rank if all name the same facts, else throws on every rank.</summary>
    /// <param name="collective">The ranks; all call this.</param>
    /// <param name="facts">Names and values, each name once.</param>
    /// <exception cref="RunConfigurationException">The ranks differ; the message holds a table of the facts that do.</exception>
    public static void Require(ICollective collective, IReadOnlyList<(string Name, string Value)> facts) => Require(collective.Gather(Write(facts)));

    /// <summary>The same of the messages of all ranks.</summary>
    internal static void Require(byte[][] messages)
    {
        IReadOnlyDictionary<string, string>[] all = [.. messages.Select(Read)];
        string[] differing = [.. all.SelectMany(rank => rank.Keys).Distinct().Where(name => all.Any(rank => Value(rank, name) != Value(all[0], name)))];
        if (differing.Length > 0)
        {
            throw new RunConfigurationException(new Mistake(
                $"The ranks disagree on what they are to train.{Environment.NewLine}{Table(all, differing)}", differing.Length == 1 ? "1 fact that differs" : $"{differing.Length} facts that differ",
                "the same on every rank", "Start every rank with the same command on the same data and the same version of this program."));
        }
    }

    /// <summary>The leaves of an option tree as facts, named by their path: "training.batchSize".</summary>
    public static IEnumerable<(string Name, string Value)> Facts(JsonNode? tree, string path = "") => tree switch
    {
        JsonObject node => node.SelectMany(child => Facts(child.Value, path.Length == 0 ? child.Key : $"{path}.{child.Key}")),
        _ => [(path, tree?.ToJsonString() ?? "null")],
    };

    private static string Value(IReadOnlyDictionary<string, string> rank, string name) => rank.GetValueOrDefault(name, Missing);

    // A column for each group of ranks that are alike: a thousand ranks of which one differs make two.
    private static string Table(IReadOnlyDictionary<string, string>[] all, string[] names)
    {
        var groups = all.Index().GroupBy(rank => string.Join('\0', names.Select(name => Value(rank.Item, name)))).ToArray();
        List<string[]> rows = [["", .. groups.Select(group => Ranks([.. group.Select(rank => rank.Index)]))]];
        rows.AddRange(names.Select(name => (string[])[name, .. groups.Select(group => Value(group.First().Item, name))]));
        int[] widths = [.. Enumerable.Range(0, groups.Length + 1).Select(column => rows.Max(row => row[column].Length))];
        return string.Join(Environment.NewLine, rows.Select(row => "      " + string.Join("   ", row.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd()));
    }

    // "rank 1", "ranks 0, 2-63".
    private static string Ranks(int[] ranks)
    {
        List<string> parts = [];
        for (int i = 0; i < ranks.Length;)
        {
            int first = i;
            while (++i < ranks.Length && ranks[i] == ranks[i - 1] + 1)
            {
            }

            parts.Add(i - first == 1 ? $"{ranks[first]}" : $"{ranks[first]}-{ranks[i - 1]}");
        }

        return $"{(ranks.Length == 1 ? "rank" : "ranks")} {string.Join(", ", parts)}";
    }

    internal static byte[] Write(IReadOnlyList<(string Name, string Value)> facts)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        foreach ((string name, string value) in facts)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static Dictionary<string, string> Read(byte[] message)
    {
        using BinaryReader reader = new(new MemoryStream(message), Encoding.UTF8);
        Dictionary<string, string> facts = [];
        while (reader.BaseStream.Position < message.Length)
        {
            facts.Add(reader.ReadString(), reader.ReadString());
        }

        return facts;
    }
}
