namespace Descent.Data.Sources;

/// <summary>The type of one element of an input or a label, as a source stores it.</summary>
public enum ElementType
{
    /// <summary>An unsigned byte, 0 to 255.</summary>
    UInt8,

    /// <summary>A 32-bit float.</summary>
    Float32,

    /// <summary>A 64-bit signed integer, for example a class number.</summary>
    Int64,
}
