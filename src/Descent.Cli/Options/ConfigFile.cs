using Descent.Runs;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Descent.Cli.Options;

/// <summary>A YAML file of options: one "name: value" a line, the names as on the command line without dashes.</summary>
internal static class ConfigFile
{
    /// <param name="path">The file.</param>
    /// <param name="names">The known names.</param>
    /// <param name="mistakes">Takes what is wrong with the file, each with its line.</param>
    public static IReadOnlyDictionary<string, OptionValue> Read(string path, IReadOnlyCollection<string> names, List<Mistake> mistakes)
    {
        Dictionary<string, OptionValue> values = [];
        try
        {
            using StreamReader reader = new(path);
            Parser parser = new(reader);
            parser.Consume<StreamStart>();
            if (parser.TryConsume<DocumentStart>(out _))
            {
                ReadMapping(parser, path, names, values, mistakes);
                parser.Consume<DocumentEnd>();
                parser.Consume<StreamEnd>();
            }
        }
        catch (YamlException e)
        {
            mistakes.Add(new Mistake(
                $"{path}, line {e.Start.Line} is not as expected.", e.Message, "one 'name: value' a line", "For example: batch-size: 128"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(new Mistake("The --config file cannot be read.", path, "a YAML file", e.Message));
        }

        return values;
    }

    private static void ReadMapping(
        Parser parser, string path, IReadOnlyCollection<string> names, Dictionary<string, OptionValue> values, List<Mistake> mistakes)
    {
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            Scalar key = parser.Consume<Scalar>();
            Scalar value = parser.Consume<Scalar>();
            string place = $"{path}, line {key.Start.Line}";
            if (!names.Contains(key.Value))
            {
                mistakes.Add(new Mistake(
                    $"{place} names no option.", key.Value, string.Join(", ", names), NearestName.Suggest(key.Value, names)));
            }
            else if (!values.TryAdd(key.Value, new OptionValue(value.Value, $"{key.Value} in {place}")))
            {
                mistakes.Add(new Mistake($"{place} gives {key.Value} a second time.", value.Value, "one value", "Leave out all but one."));
            }
        }
    }
}
