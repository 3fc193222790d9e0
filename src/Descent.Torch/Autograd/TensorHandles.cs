using System.Runtime.InteropServices;

namespace Descent.Torch.Autograd;

/// <summary>Tensors by handle (an at::Tensor*), through libtorch's stable C interface: no managed object, so no garbage.</summary>
internal static unsafe partial class TensorHandles
{
    private const int Cpu = 0;

    /// <summary>A contiguous tensor on the CPU whose elements are not set.</summary>
    public static nint Empty(ElementKind kind, params ReadOnlySpan<long> shape)
    {
        long* strides = stackalloc long[shape.Length];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        fixed (long* sizes = shape)
        {
            Check(EmptyStrided(shape.Length, sizes, strides, (int)kind, Cpu, 0, out nint tensor));
            return tensor;
        }
    }

    /// <summary>A second handle of the same tensor, to be deleted by itself.</summary>
    public static nint Share(nint tensor)
    {
        Check(NewHandle(tensor, out nint shared));
        return shared;
    }

    /// <summary>Gives a handle back; 0 is none.</summary>
    public static void Delete(nint tensor)
    {
        if (tensor != 0)
        {
            Check(DeleteHandle(tensor));
        }
    }

    /// <summary>The first element.</summary>
    public static T* Pointer<T>(nint tensor)
        where T : unmanaged
    {
        Check(GetDataPointer(tensor, out nint pointer));
        return (T*)pointer;
    }

    /// <summary>Copies elements between tensors of one shape, wherever they lie; where memory is page-locked, without waiting for it.</summary>
    public static void CopyWithoutWaiting(nint source, nint target) => Check(Copy(target, source, 1));

    /// <summary>Throws where libtorch's C interface has told of an error.</summary>
    public static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException("libtorch refused a tensor; it has written why to the error output.");
        }
    }

    [LibraryImport("libtorch_cpu", EntryPoint = "aoti_torch_empty_strided")]
    private static partial int EmptyStrided(long dimensions, long* sizes, long* strides, int type, int deviceType, int deviceIndex, out nint tensor);

    [LibraryImport("libtorch_cpu", EntryPoint = "aoti_torch_new_tensor_handle")]
    private static partial int NewHandle(nint tensor, out nint shared);

    [LibraryImport("libtorch_cpu", EntryPoint = "aoti_torch_delete_tensor_object")]
    private static partial int DeleteHandle(nint tensor);

    [LibraryImport("libtorch_cpu", EntryPoint = "aoti_torch_copy_")]
    private static partial int Copy(nint target, nint source, int withoutWaiting);

    [LibraryImport("libtorch_cpu", EntryPoint = "aoti_torch_get_data_ptr")]
    private static partial int GetDataPointer(nint tensor, out nint pointer);
}
