using System.Text.Json.Serialization;

namespace Descent.Training.Checkpoints;

/// <summary>How the slices of a file become JSON, on one line: they stand in its header as a text.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Dictionary<string, ArraySlice>))]
internal sealed partial class SliceJson : JsonSerializerContext;
