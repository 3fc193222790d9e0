using System.CommandLine;
using System.Text;
using Descent.Cli.Options;
using Descent.Cli.Progress;
using Descent.Data.Datasets;
using Descent.Data.Sequences;
using Descent.Data.Text;
using Descent.Runs;
using Descent.Training.Artifacts;
using Descent.Training.Generation;

namespace Descent.Cli.Commands;

/// <summary>Lets a trained model go on with a text, or answer a question.</summary>
internal sealed class GenerateCommand : CliCommand
{
    private const int DefaultTokens = 200;
    private const int MostTokens = 1_000_000;
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();
    private readonly Option<string> _prompt = new("--prompt") { HelpName = "TEXT", Description = "What to go on with, or the question of a task such as reverse." };
    private readonly Option<string> _tokens = new("--tokens") { HelpName = "N", Description = $"How many tokens to add. Default {DefaultTokens}; an answer ends by itself." };
    private readonly Option<string> _temperature = new("--temperature") { HelpName = "X", Description = "Below 1 likelier tokens, above 1 more surprising ones, 0 always the likeliest. Default 1, of answers 0." };
    private readonly Option<string> _topK = new("--top-k") { HelpName = "K", Description = "Draw from the K likeliest tokens only. Default: all." };
    private readonly Option<string> _seed = new("--seed") { HelpName = "N", Description = "The seed of the draws. Default 1." };
    private readonly Option<string> _device = DeviceOption.Create("cpu");

    public GenerateCommand(Terminal terminal)
        : base(
            "generate", "Let a trained model go on with a text, or answer a question.",
            "descent generate runs/2026-11-23T10-15-00-gpt --prompt \"Once upon a time\" --temperature 0.8",
            "descent generate runs/2026-11-23T10-15-00-transformer --prompt 31415")
    {
        _terminal = terminal;
        Add(_run);
        foreach (Option<string> option in (Option<string>[])[_prompt, _tokens, _temperature, _topK, _seed, _device])
        {
            Add(option);
        }
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [];
        if (result.GetResult(_prompt) is null)
        {
            mistakes.Add(new Mistake("generate needs a prompt.", "none", "--prompt TEXT", "For example: --prompt \"Once upon a time\""));
        }
        else if (Text(result, _prompt) is "")
        {
            mistakes.Add(new Mistake("The prompt is empty.", "--prompt \"\"", "1 character or more", "For example: --prompt \"Once upon a time\""));
        }

        DeviceOption.Read(result, _device, mistakes);
        mistakes.AddRange(Read(result, 1, mistakes).Sampling.FindMistakes());
        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        using TrainedModel model = ModelLoading.Load(RunFolder.Open(result.GetValue(_run)!), DeviceOption.Read(result, _device, []));
        string prompt = Text(result, _prompt)!;
        if (SequenceDataset.TaskOf(model.Description.Dataset) is { } task)
        {
            // An answer is right or wrong, so nothing is left to chance unless that is asked for.
            IEnumerable<int> answer = model.Continue(task.Question(prompt), Read(result, 0, []).Sampling);
            return Write(answer.Take(task.AnswerLength).TakeWhile(token => token != SequenceTask.Blank).Select(token => SequenceTask.Tokens[token]));
        }

        Vocabulary vocabulary = RequireText(model.Description);
        long[] tokens = Encode(vocabulary, prompt);
        (int count, SamplingOptions sampling) = Read(result, 1, []);
        return Write(Decode(vocabulary, model.Continue(tokens, sampling).Take(count)).Prepend(prompt));
    }

    private int Write(IEnumerable<string> pieces)
    {
        using StopSignals signals = new(_terminal.Error, "Stopped.");
        foreach (string piece in pieces)
        {
            _terminal.Output.Write(piece);
            _terminal.Output.Flush();
            if (signals.Stop.IsCancellationRequested)
            {
                return signals.ExitCode;
            }
        }

        _terminal.Output.WriteLine();
        return ExitCode.Done;
    }

    // A token may be one byte of a character: the decoder keeps it until the character is whole.
    private static IEnumerable<string> Decode(Vocabulary vocabulary, IEnumerable<int> tokens)
    {
        Decoder decoder = Encoding.UTF8.GetDecoder();
        char[] characters = new char[8];
        foreach (int token in tokens)
        {
            yield return new string(characters, 0, decoder.GetChars(vocabulary.Utf8(token), characters, flush: false));
        }

        yield return new string(characters, 0, decoder.GetChars([], characters, flush: true));
    }

    private static Vocabulary RequireText(ModelDescription model) =>
        (model.Input is { IsTokens: true, Shape.Length: 1 } ? Vocabulary.Of(model.ClassNames) : null) ?? throw new RunConfigurationException(new Mistake(
            "This run's model writes no text.", $"a model of inputs {model.Input}, trained on {model.Dataset}", "a model trained on text:FILE, chars:FILE or a task such as reverse",
            "Train one: descent train gpt --data text:FILE"));

    private static long[] Encode(Vocabulary vocabulary, string prompt) =>
        vocabulary.TryEncode(prompt, out long[] tokens, out string unknown) ? tokens : throw new RunConfigurationException(new Mistake(
            $"The model's text has no character '{unknown}'.", prompt, string.Concat(vocabulary.Names.Where(name => !char.IsControl(name[0]))),
            "Leave it out, or train on a text that has it."));

    // A missing value is the parser's to tell, and has no tokens here.
    private static string? Text(ParseResult result, Option<string> option) =>
        result.GetResult(option) is { Implicit: false, Tokens: [.., var token] } ? token.Value : null;

    private (int Tokens, SamplingOptions Sampling) Read(ParseResult result, double temperature, List<Mistake> mistakes)
    {
        Dictionary<string, OptionValue> given = [];
        foreach (Option<string> option in (Option<string>[])[_tokens, _temperature, _topK, _seed])
        {
            if (Text(result, option) is { } text)
            {
                given[option.Name[2..]] = new OptionValue(text, option.Name);
            }
        }

        OptionValues values = new(given, mistakes);
        int tokens = values.Int("tokens") ?? DefaultTokens;
        if (tokens is < 1 or > MostTokens)
        {
            mistakes.Add(new Mistake("--tokens is out of range.", $"{tokens}", $"1 to {MostTokens}", "Give --tokens a value in that range."));
        }

        SamplingOptions defaults = new();
        return (tokens, new SamplingOptions
        {
            Temperature = values.Number("temperature") ?? temperature,
            TopK = values.Int("top-k"),
            Seed = values.Unsigned("seed") ?? defaults.Seed,
        });
    }
}
