using System.Globalization;
using Descent.Models;
using Descent.Runs;

namespace Descent.Cli.Options;

/// <summary>A network's numbers as text: "hidden:512", "batch_norm:1,small:0".</summary>
internal static class ArchitectureText
{
    /// <summary>The numbers by name; what cannot be read is left out and a mistake.</summary>
    /// <param name="text">The text; null for none.</param>
    /// <param name="network">The network's name; one that does not exist is told elsewhere.</param>
    /// <param name="mistakes">Takes every mistake.</param>
    public static IReadOnlyDictionary<string, long> Parse(string? text, string? network, List<Mistake> mistakes)
    {
        Dictionary<string, long> numbers = [];
        NetworkDefinition? known = NetworkCatalog.All.FirstOrDefault(definition => definition.Name == network);
        foreach (string part in known is null ? [] : text?.Split(',') ?? [])
        {
            string[] words = part.Split(':');
            if (words.Length != 2 || !long.TryParse(words[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            {
                mistakes.Add(new Mistake(
                    "--architecture cannot be read.", part, "name:number, joined by commas", $"What {network} has is listed by: descent summary {network}"));
            }
            else if (!known!.Options.ContainsKey(words[0]))
            {
                string near = NearestName.Suggest(words[0], known.Options.Keys);
                mistakes.Add(new Mistake(
                    $"{network} has no option '{words[0]}'.", part, known.Options.Count == 0 ? "it has none" : string.Join(", ", known.Options.Keys),
                    near.Length > 0 ? near : "Leave it out."));
            }
            else if (!numbers.TryAdd(words[0], number))
            {
                mistakes.Add(new Mistake($"--architecture gives '{words[0]}' a second time.", text!, "one number each", "Leave out all but one."));
            }
        }

        return numbers;
    }
}
