using System.Text.Json.Serialization;

namespace Descent.Lab.Answers;

/// <summary>What a measured number counts, and so how it is written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Unit>))]
public enum Unit
{
    /// <summary>A number without a unit.</summary>
    Number,

    /// <summary>A share of 1, written in percent.</summary>
    Percent,

    /// <summary>How many, written whole.</summary>
    Count,

    /// <summary>A ratio, written with ×.</summary>
    Times,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Bytes, written in kB, MB or GB.</summary>
    Bytes,
}
