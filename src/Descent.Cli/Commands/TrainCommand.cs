using System.CommandLine;
using Descent.Cli.Launching;
using Descent.Cli.Options;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Training;

namespace Descent.Cli.Commands;

/// <summary>Trains a network and records the run.</summary>
internal sealed class TrainCommand : CliCommand, ILaunchedCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _network = NetworkName.Argument();
    private readonly IReadOnlyList<Option<string>> _options = TrainingOptionNames.Create();
    private readonly Option<string> _config = new("--config") { HelpName = "FILE.yaml", Description = "Read options from a file; the command line wins over it." };
    private readonly Option<string> _doctor = DoctorOption.Create();
    private readonly OutputOptions _output = new();
    private TrainingRequest? _request;

    public TrainCommand(Terminal terminal)
        : base(
            "train", "Train a network on a data set.",
            "descent train lenet",
            "descent train lenet --data glyphs --epochs 2 --seed 7",
            "descent train resnet18 --data cifar10 --architecture small:1 --epochs 20",
            "descent train mlp --optimizer adamw --schedule warmup:100+cosine --early-stop 3",
            "descent train lenet --data folder:photos --transforms crop:4,flip --output runs/photos",
            "descent train gpt --data text:book.txt",
            "descent train lenet --config lenet.yaml --json")
    {
        _terminal = terminal;
        Add(_network);
        foreach (Option<string> option in _options)
        {
            Add(option);
        }

        Add(_config);
        Add(_doctor);
        _output.AddTo(this);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [.. NetworkName.FindMistakes(result.GetResult(_network)), .. _output.FindMistakes(result)];
        _request = TrainingRequest.Read(result, NetworkName.Of(result.GetResult(_network)), _options, result.GetValue(_config), mistakes);
        ArchitectureText.Parse(_request.Architecture, NetworkName.Of(result.GetResult(_network)), mistakes);
        DoctorOption.Read(result, _doctor, mistakes);
        mistakes.AddRange(DataName.FindMistakes(_request.Data));
        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        string network = result.GetValue(_network)!;
        // As it was found free of mistakes: the --config file may have changed since.
        TrainingRequest request = _request!;
        IReadOnlyDictionary<string, long> options = ArchitectureText.Parse(request.Architecture, network, []);
        WatchedTraining session = new(_terminal, _output.Style(result), DoctorOption.Read(result, _doctor, []), request.Plan.Training.LogEvery);
        return session.Run(request.Data, (data, setup) => new Trainer(request.Plan.Training, setup with
        {
            Output = request.Output,
            NetworkName = network,
            CommandLine = CommandWords.Of(result),
        }).Fit(() => NetworkName.Create(network, options, data), data, request.Plan.Optimizer, request.Plan.Loss));
    }

    public LaunchedRun Launched(ParseResult result)
    {
        TrainingRequest request = _request!;
        string run = request.Output ?? Path.Combine("runs", RunManifest.NameOf(_terminal.Clock.GetLocalNow(), result.GetValue(_network)!));
        string[] words = [.. result.Tokens.Select(token => token.Value), .. request.Output is null ? ["--output", run] : Array.Empty<string>()];
        TrainingOptions options = request.Plan.Training;
        return new LaunchedRun(run, words, ["resume", run, .. _output.Words(result)], options is { Exact: true, Threads: 0 } ? 1 : options.Threads);
    }
}
