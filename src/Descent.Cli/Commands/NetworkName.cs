using System.CommandLine.Parsing;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>A network named on the command line.</summary>
internal static class NetworkName
{
    /// <summary>What is wrong with the name; a missing one is the parser's to tell.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(ArgumentResult? argument) =>
        argument?.Tokens is [var token] && !token.Value.StartsWith('-') && !NetworkCatalog.Names.Contains(token.Value)
            ? [new Mistake(
                $"There is no network '{token.Value}'.", token.Value, string.Join(", ", NetworkCatalog.Names),
                NearestName.Suggest(token.Value, NetworkCatalog.Names) is { Length: > 0 } near ? near : "See its layers: descent summary lenet")]
            : [];

    /// <summary>The network for a data set's inputs and classes.</summary>
    /// <exception cref="RunConfigurationException">It cannot take such inputs, or they have no classes.</exception>
    public static Network Create(string name, Dataset data) =>
        Create(name, data.Train.Format.Input, data.ClassNames.Count, Answers(name, data.Train.Format));

    /// <exception cref="RunConfigurationException">It cannot take such inputs, or there are no classes.</exception>
    public static Network Create(string name, ArrayFormat input, int classes, IReadOnlyDictionary<string, long>? options = null)
    {
        try
        {
            return NetworkCatalog.Create(name, input.Shape, classes, options);
        }
        catch (ArgumentException e)
        {
            throw new RunConfigurationException(new Mistake(
                $"{name} cannot be built for this data.", $"inputs {input}, {classes} classes", e.Message.Split(" (Parameter")[0],
                $"Choose another network ({string.Join(", ", NetworkCatalog.Names)}) or other data."));
        }
    }

    // A network of sequences is told how many of its last positions the data has answers for.
    private static Dictionary<string, long>? Answers(string name, ExampleFormat format) =>
        format.Input.IsTokens && NetworkCatalog.All.Any(network => network.Name == name && network.Options.ContainsKey("answers"))
            ? new Dictionary<string, long> { ["answers"] = format.HasAnswers ? format.Label.Shape[0] : 0 }
            : null;
}
