using System.Text.Json.Serialization;

namespace Descent.Training;

/// <summary>Where a network computes. Weights are updated by the processor either way.</summary>
public enum ComputeDevice
{
    /// <summary>The processor.</summary>
    [JsonStringEnumMemberName("cpu")]
    Cpu,

    /// <summary>NVIDIA's GPU, the first of those that CUDA_VISIBLE_DEVICES leaves.</summary>
    [JsonStringEnumMemberName("cuda")]
    Cuda,
}
