namespace Descent.Torch.Autograd;

/// <summary>Types of elements, by libtorch's numbers.</summary>
internal enum ElementKind
{
    Byte = 0,
    Float = 6,
}
