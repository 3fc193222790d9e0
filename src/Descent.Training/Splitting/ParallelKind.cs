using System.Text.Json.Serialization;

namespace Descent.Training.Splitting;

/// <summary>How a network is split among ranks.</summary>
public enum ParallelKind
{
    /// <summary>By layers: each rank runs a stage of them, on one small batch after the other (Huang et al. 2019, "GPipe"; Narayanan et al. 2019, "PipeDream").</summary>
    [JsonStringEnumMemberName("pipeline")]
    Pipeline,

    /// <summary>Within layers: each rank has a part of every large matrix (Shoeybi et al. 2019, "Megatron-LM").</summary>
    [JsonStringEnumMemberName("tensor")]
    Tensor,
}
