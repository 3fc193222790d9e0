using System.Text.Json.Serialization;

namespace Descent.Training;

/// <summary>In what numbers a network's matrix products and convolutions compute. Weights, their updates and the loss are float32 always.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    [JsonStringEnumMemberName("fp32")]
    Fp32,

    /// <summary>bfloat16: the range of float32, 8 bits of precision; about twice as fast where the processor has it.</summary>
    [JsonStringEnumMemberName("bf16")]
    Bf16,

    /// <summary>float16: 11 bits of precision, but a small range, so losses are scaled (Micikevicius et al. 2018). On a GPU only.</summary>
    [JsonStringEnumMemberName("fp16")]
    Fp16,
}
