using System.CommandLine;
using Descent.Runs;
using Descent.Training;

namespace Descent.Cli.Options;

/// <summary>The option that says where a network computes, as every command that uses one takes it.</summary>
internal static class DeviceOption
{
    private const string Name = "--device";

    public static Option<string> Create(string otherwise) =>
        new(Name) { HelpName = "NAME", Description = $"Where the network computes: cpu, or cuda for an NVIDIA GPU. Default {otherwise}." };

    /// <summary>The device that was given; null when none was, or none that is known.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="mistakes">Takes what cannot be read.</param>
    public static ComputeDevice? Read(ParseResult result, Option<string> option, List<Mistake> mistakes) =>
        result.GetResult(option) is { Implicit: false, Tokens: [.., var token] }
            ? new OptionValues(new Dictionary<string, OptionValue> { [Name[2..]] = new OptionValue(token.Value, Name) }, mistakes).Choice<ComputeDevice>(Name[2..])
            : null;
}
