using System.Globalization;
using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Batch normalization over a handful of examples.</summary>
internal sealed class TinyBatchNormCheck : Check
{
    private const int Small = 8;
    private const int Severe = 4;

    public override string Id => "tiny-batch-norm";

    public override string Title => "Batch normalization with a tiny batch";

    public override string Threshold => "A network with batch normalization sees fewer than 8 examples at a time, an error below 4 (Wu and He 2018: its error grows from 16 down).";

    public override string Why =>
        "Batch normalization takes the mean and variance of the examples beside each other for those of all. Of a handful they are mostly chance, in training, and other than the running ones in use.";

    public override int? Experiment => 18;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Training.TrainingOptions options = run.Plan.Training;
        int together = options.SyncBatchNorm || options.ChunkSize == 0 ? options.BatchSize : options.ChunkSize;
        LayerFacts? norm = run.Facts.Layers.FirstOrDefault(layer => layer.Kind.StartsWith("BatchNorm", StringComparison.Ordinal));
        if (norm is null || together >= Small)
        {
            yield break;
        }

        yield return Say(
            run, together < Severe ? Severity.Error : Severity.Warning, norm.Name, $"{norm.Name} normalizes over {together} examples at a time.",
            "Take a batch, and a chunk, of 16 or more; or layer or group normalization.", [options.ChunkSize is > 0 and < 16 ? "--chunk-size" : "--batch-size", Math.Max(16, together).ToString(CultureInfo.InvariantCulture)],
            new Evidence("examples normalized together", together, Small));
    }
}
