using System.CommandLine;
using System.CommandLine.Parsing;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Torch.Networks;

namespace Descent.Cli.Commands;

/// <summary>A network named on the command line.</summary>
internal static class NetworkName
{
    /// <summary>The word that names it.</summary>
    public static Argument<string> Argument() =>
        new("network") { Description = $"The network's name: {string.Join(", ", NetworkCatalog.Names)}.", Arity = ArgumentArity.ExactlyOne };

    /// <summary>The name as given; null where it is missing, which is the parser's to tell.</summary>
    public static string? Of(ArgumentResult? argument) => argument?.Tokens is [var token] ? token.Value : null;

    /// <summary>What is wrong with the name; a missing one is the parser's to tell.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(ArgumentResult? argument) =>
        argument?.Tokens is [var token] && !token.Value.StartsWith('-') && !NetworkCatalog.Names.Contains(token.Value)
            ? [new Mistake(
                $"There is no network '{token.Value}'.", token.Value, string.Join(", ", NetworkCatalog.Names),
                NearestName.Suggest(token.Value, NetworkCatalog.Names) is { Length: > 0 } near ? near : "See its layers: descent summary lenet")]
            : [];

    /// <summary>The network for a data set's inputs and classes.</summary>
    /// <exception cref="RunConfigurationException">It cannot take such inputs or options, or there are no classes.</exception>
    public static Network Create(string name, IReadOnlyDictionary<string, long> options, Dataset data) =>
        Create(name, WithAnswers(name, options, data.Train.Format), data.Train.Format.Input, data.ClassNames.Count);

    /// <summary>The network that a run was started with.</summary>
    /// <exception cref="RunConfigurationException">It cannot take the data's inputs.</exception>
    public static Network Create(RunManifest run, Dataset data)
    {
        ArrayFormat input = data.Train.Format.Input;
        return run.NetworkOptions.Count == 0
            ? Create(run.Network, run.NetworkOptions, data)
            : Create(run.Network, $"inputs {input}", () => NetworkCatalog.Create(new Architecture(run.Network, run.NetworkOptions), input.Shape));
    }

    /// <exception cref="RunConfigurationException">It cannot take such inputs or options, or there are no classes.</exception>
    public static Network Create(string name, IReadOnlyDictionary<string, long> options, ArrayFormat input, int classes) => Create(
        name, $"inputs {input}, {classes} classes{string.Concat(options.Select(option => $", {option.Key} {option.Value}"))}",
        () => NetworkCatalog.Create(name, input.Shape, classes, options));

    private static Network Create(string name, string received, Func<Network> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw new RunConfigurationException(new Mistake(
                $"{name} cannot be built for this data.", received, e.Message.Split(" (Parameter")[0],
                $"Choose another option, other data (descent data list) or another network. What {name} takes: descent summary {name}"));
        }
    }

    // A network of sequences is told how many of its last positions the data has answers for.
    private static IReadOnlyDictionary<string, long> WithAnswers(string name, IReadOnlyDictionary<string, long> options, ExampleFormat format)
    {
        const string Answers = "answers";
        bool takesThem = NetworkCatalog.All.Any(network => network.Name == name && network.Options.ContainsKey(Answers));
        return !takesThem || !format.Input.IsTokens || options.ContainsKey(Answers)
            ? options
            : new Dictionary<string, long>(options) { [Answers] = format.HasAnswers ? format.Label.Shape[0] : 0 };
    }
}
