using System.Text.Json.Serialization;

namespace Descent.Doctor.History;

/// <summary>The serializer of doctor.json, generated at build time so that start-up pays for no reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunFacts))]
internal sealed partial class DoctorJson : JsonSerializerContext;
