using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Descent.Training.Artifacts;
using Descent.Training.Loop;
using Descent.Training.Tuning;

namespace Descent.Training;

/// <summary>How this project's records become JSON; made at build time, as a first use by reflection costs a tenth of a second.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", UseStringEnumConverter = true,
    RespectNullableAnnotations = true, AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainingPlan))]
[JsonSerializable(typeof(TrainingProgress))]
[JsonSerializable(typeof(RefusedStep))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(TunedSetting))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class TrainingJson : JsonSerializerContext;
