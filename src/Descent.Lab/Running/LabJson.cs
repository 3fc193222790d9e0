using System.Text.Json.Serialization;
using Descent.Lab.Answers;
using Descent.Lab.Reports;

namespace Descent.Lab.Running;

/// <summary>The serializers of the lab's files.</summary>
[JsonSourceGenerationOptions(
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(ReportMark))]
internal sealed partial class LabJson : JsonSerializerContext;
