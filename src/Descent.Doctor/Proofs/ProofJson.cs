using System.Text.Json.Serialization;

namespace Descent.Doctor.Proofs;

/// <summary>The serializer of proofs, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(DiagnosisProofs))]
internal sealed partial class ProofJson : JsonSerializerContext;
