using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Images look as if their channels came last.</summary>
internal sealed class InputLayoutCheck : PreflightCheck
{
    private const int Channels = 4;
    private const int Side = 8;

    public override string Id => "input-layout";

    public override string Title => "Channels in the wrong place";

    public override string Threshold => "An image's last dimension is 1, 3 or 4 and its first and second are 8 or more (NHWC guess; UMLAUT: 32 or more and 4 or less).";

    public override string Why =>
        "Convolutions take an image as [channels, height, width]. One that comes as [height, width, channels] has its rows taken for channels, and the network sees stripes where there is a picture.";

    public override int? Experiment => 15;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) => facts.InputShape is [>= Side, >= Side, 1 or 3 or Channels]
        ? Say(
            run, Severity.Error, "input", $"Inputs have the shape [{string.Join(", ", facts.InputShape)}]: the channels seem to be last.",
            "Bring each image into the order [channels, height, width] when it is read.", [],
            new Evidence("first dimension", facts.InputShape[0]), new Evidence("last dimension", facts.InputShape[2], Channels))
        : null;
}
