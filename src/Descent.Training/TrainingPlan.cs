using System.Text.Json;
using System.Text.Json.Nodes;
using Descent.Runs.Manifest;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Training;

/// <summary>The whole option tree of a run, as run.json holds it.</summary>
/// <param name="Training">What the loop is asked to do.</param>
/// <param name="Optimizer">Which optimizer and with what numbers.</param>
/// <param name="Loss">What is made small.</param>
public sealed record TrainingPlan(TrainingOptions Training, OptimizerOptions Optimizer, Loss Loss)
{
    /// <summary>The plan that a run was started with.</summary>
    public static TrainingPlan From(RunManifest manifest) => manifest.Options.Deserialize(TrainingJson.Default.TrainingPlan)!;

    /// <summary>The plan as run.json's options.</summary>
    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, TrainingJson.Default.TrainingPlan)!;
}
