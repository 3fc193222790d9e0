using System.CommandLine;
using System.Globalization;
using Descent.Cli.Options;
using Descent.Cli.Reports;
using Descent.Cli.Verification;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Proves on this machine that a killed run resumes to the same bits.</summary>
internal sealed class VerifyResumeCommand : CliCommand
{
    private const int DefaultKills = 3;
    private const int MostKills = 1000;
    private readonly Terminal _terminal;
    private readonly Argument<string> _network = new("network") { Description = "The network's name. Default lenet.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _data = Text("--data", "NAME|KIND:PATH", "The data set. Default glyphs:600, small.");
    private readonly Option<string> _epochs = Text("--epochs", "N", "Passes over the training examples. Default 2.");
    private readonly Option<string> _batch = Text("--batch-size", "N", "Examples in a step. Default 32.");
    private readonly Option<string> _optimizer = Text("--optimizer", "NAME", "sgd, momentum, adagrad, rmsprop, adam or adamw. Default adam.");
    private readonly Option<string> _prefetch = Text("--prefetch", "N", "Batches read ahead. Default 4.");
    private readonly Option<string> _threads = Text("--threads", "N", "Threads that compute. Default 1.");
    private readonly Option<string> _precision = Text("--precision", "NAME", "fp32, bf16 or fp16. Default fp32.");
    private readonly Option<string> _layout = Text("--layout", "NAME", "nchw or nhwc. Default nchw.");
    private readonly Option<string> _every = Text("--checkpoint-every", "N", "Steps between checkpoints. Default 5.");
    private readonly Option<string> _seed = Text("--seed", "N", "The seed of the training and of the steps at which it is killed. Default 1.");
    private readonly Option<string> _kills = new("--kills") { HelpName = "N", Description = "How often the second training is killed. Default 3." };

    public VerifyResumeCommand(Terminal terminal)
        : base(
            "verify-resume", "Prove that a training killed in mid-epoch resumes to the same bits: train twice, kill one, compare.",
            "descent verify-resume",
            "descent verify-resume mlp --optimizer adamw --kills 5",
            "descent verify-resume lenet --data fashion-mnist --epochs 1 --checkpoint-every 100")
    {
        _terminal = terminal;
        Add(_network);
        foreach (Option<string> option in TrainingOptions)
        {
            Add(option);
        }

        Add(_kills);
    }

    private IReadOnlyList<Option<string>> TrainingOptions => [_data, _epochs, _batch, _optimizer, _prefetch, _threads, _precision, _layout, _every, _seed];

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [.. NetworkName.FindMistakes(result.GetResult(_network))];
        TrainingRequest request = TrainingRequest.Read(result, null, TrainingOptions, null, mistakes);
        mistakes.AddRange(DataName.FindMistakes(request.Data));
        Kills(result, mistakes);
        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        TrainingRequest training = TrainingRequest.Read(result, null, TrainingOptions, null, []);
        ProofRequest request = new(
            [
                result.GetValue(_network) ?? "lenet",
                "--data", result.GetValue(_data) ?? "glyphs:600",
                "--epochs", result.GetValue(_epochs) ?? "2",
                "--batch-size", result.GetValue(_batch) ?? "32",
                "--optimizer", training.Plan.Optimizer.Name,
                "--prefetch", result.GetValue(_prefetch) ?? "4",
                // Both trainings must compute alike, so nothing is left to be measured.
                "--threads", result.GetValue(_threads) ?? "1",
                "--precision", result.GetValue(_precision) ?? "fp32",
                "--layout", result.GetValue(_layout) ?? "nchw",
                "--checkpoint-every", result.GetValue(_every) ?? "5",
                "--seed", training.Plan.Training.Seed.ToString(CultureInfo.InvariantCulture),
            ],
            Kills(result, []), training.Plan.Training.Seed);
        string folder = Directory.CreateTempSubdirectory("descent-verify-").FullName;
        try
        {
            IReadOnlyList<ProofRow> rows = new ResumeProof(request, folder, _terminal.Output.WriteLine).Run();
            ProofView.Write(_terminal, rows);
            if (rows.All(row => row.IsEqual))
            {
                _terminal.Output.WriteLine("Proved: the killed and resumed training is the unbroken one, byte for byte.");
                Directory.Delete(folder, recursive: true);
                return ExitCode.Done;
            }
        }
        catch (VerificationException e)
        {
            _terminal.Error.WriteLine(e.Message);
        }

        _terminal.Error.WriteLine($"Not proved. Both runs are kept in {folder}");
        return ExitCode.Failed;
    }

    private int Kills(ParseResult result, List<Mistake> mistakes)
    {
        if (result.GetValue(_kills) is not { } text)
        {
            return DefaultKills;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int kills) && kills is > 0 and <= MostKills)
        {
            return kills;
        }

        mistakes.Add(new Mistake("--kills cannot be read.", text, $"a whole number, 1 to {MostKills}", "For example: --kills 3"));
        return DefaultKills;
    }

    private static Option<string> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
