using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>A type of elements that is computed with in vectors of 16 float32.</summary>
internal interface IVectorElement
{
    /// <summary>Sixteen elements from an index on.</summary>
    static abstract Vector512<float> Load(nint elements, long index);

    /// <summary>Writes sixteen elements from an index on.</summary>
    static abstract void Store(Vector512<float> values, nint elements, long index);
}
