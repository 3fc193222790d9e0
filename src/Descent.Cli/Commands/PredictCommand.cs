using System.CommandLine;
using Descent.Cli.Options;
using Descent.Cli.Reports;
using Descent.Runs;
using Descent.Training.Artifacts;

namespace Descent.Cli.Commands;

/// <summary>Says what a trained model sees in images.</summary>
internal sealed class PredictCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();
    private readonly Argument<string[]> _files = new("files") { Description = "PNG, JPEG or IDX files.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _device = DeviceOption.Create("cpu");

    public PredictCommand(Terminal terminal)
        : base(
            "predict", "Say what a trained model sees in images: the three likeliest classes of each.",
            "descent predict runs/2026-11-23T10-15-00-lenet shoe.png",
            "descent predict runs/2026-11-23T10-15-00-lenet t10k-images-idx3-ubyte.gz")
    {
        _terminal = terminal;
        Add(_run);
        Add(_files);
        Add(_device);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes =
        [
            .. (result.GetValue(_files) ?? []).Where(file => !file.StartsWith('-') && !File.Exists(file)).Select(file => new Mistake(
                $"There is no file '{file}'.", file, "a PNG, JPEG or IDX file", "Check the path.")),
        ];
        DeviceOption.Read(result, _device, mistakes);
        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        using TrainedModel model = ModelLoading.Load(RunFolder.Open(result.GetValue(_run)!), DeviceOption.Read(result, _device, []));
        // Every file is read before the first answer: a mistake in the last one is told before anything is printed.
        IReadOnlyList<ImageInput> images = ImageInput.Read(result.GetValue(_files)!, model.Description.Input);
        PredictionView.Write(_terminal, model, images);
        return ExitCode.Done;
    }
}
