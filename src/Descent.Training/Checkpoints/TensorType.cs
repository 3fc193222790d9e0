namespace Descent.Training.Checkpoints;

/// <summary>The type of an element, by its name in a safetensors header.</summary>
public enum TensorType
{
    /// <summary>IEEE 754 double precision.</summary>
    F64,

    /// <summary>IEEE 754 single precision.</summary>
    F32,

    /// <summary>IEEE 754 half precision.</summary>
    F16,

    /// <summary>The upper half of a single.</summary>
    BF16,

    /// <summary>A signed integer of 64 bits.</summary>
    I64,

    /// <summary>A signed integer of 32 bits.</summary>
    I32,

    /// <summary>A signed integer of 16 bits.</summary>
    I16,

    /// <summary>A signed integer of 8 bits.</summary>
    I8,

    /// <summary>An unsigned byte.</summary>
    U8,

    /// <summary>A byte that is 0 or 1.</summary>
    BOOL,
}
