using System.Text.Json.Serialization;

namespace Descent.Distributed.Launching;

/// <summary>The serializer of a rank's failure, generated at build time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RankFailure))]
internal sealed partial class RankFailureJson : JsonSerializerContext;
