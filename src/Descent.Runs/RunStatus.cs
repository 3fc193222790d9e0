using System.Text.Json.Serialization;

namespace Descent.Runs;

/// <summary>How a run ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Every epoch was trained.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,

    /// <summary>Training stopped because validation no longer improved.</summary>
    [JsonStringEnumMemberName("early-stopped")]
    EarlyStopped,
}
