using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Autograd;

/// <summary>
/// One use of an operator in libtorch's graph whose backward pass is ours. Nodes are used again when libtorch gives them back, so that
/// a step makes no garbage; TorchSharp's own custom functions make 3 KB a use.
/// </summary>
/// <remarks>An exception in <see cref="Backward"/> would end the process, so forward checks all that backward relies on.</remarks>
internal abstract unsafe partial class GraphNode
{
    // Where the bridge puts the handle of an output of this thread.
    [ThreadStatic]
    private static nint* _place;
    private readonly Apply _apply;
    private readonly Action _release;
    private readonly nint _applyPointer;
    private readonly nint _releasePointer;
    private readonly nint* _results;
    private readonly int _inputs;
    private readonly nint[] _saved;

    /// <param name="inputs">Tensors that the operator takes.</param>
    /// <param name="saved">Tensors that are kept for the backward pass.</param>
    protected GraphNode(int inputs, int saved)
    {
        _inputs = inputs;
        _saved = new nint[saved];
        _results = (nint*)NativeMemory.AllocZeroed((nuint)inputs, (nuint)sizeof(nint));
        (_apply, _release) = (Run, Release);
        _applyPointer = Marshal.GetFunctionPointerForDelegate(_apply);
        _releasePointer = Marshal.GetFunctionPointerForDelegate(_release);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate HandleArray Apply(nint* gradients, int count);

    /// <summary>Whether <see cref="Backward"/> relies on a contiguous gradient; true by default.</summary>
    protected virtual bool NeedsContiguous => true;

    /// <summary>A tensor kept for the backward pass.</summary>
    protected nint Saved(int index) => _saved[index];

    /// <summary>Keeps a tensor until libtorch is done with the node, which then deletes the handle.</summary>
    protected void Save(int index, nint tensor) => _saved[index] = tensor;

    /// <summary>Puts the node between inputs and output.</summary>
    /// <param name="inputs">The inputs' handles.</param>
    /// <param name="output">The output's handle; it is given up.</param>
    protected Tensor Connect(ReadOnlySpan<nint> inputs, nint output)
    {
        _place = _place == null ? (nint*)NativeMemory.Alloc((nuint)sizeof(nint)) : _place;
        *_place = 0;
        fixed (nint* handles = inputs)
        {
            var variables = new HandleArray(handles, inputs.Length);
            NodePointers node = New(_applyPointer, _releasePointer);
            SetNextEdges(node, variables, 1);
            WrapOutputs(variables, default, default, new HandleArray(&output, 1), node, &Place);
            DisposeShared(node);
            DisposeWeak(node);
        }

        TensorHandles.Delete(output);
        return *_place != 0 ? Tensor.UnsafeCreateTensor(*_place) : throw new InvalidOperationException("libtorch could not put an operator into its graph.");
    }

    /// <summary>The inputs' gradients, a new handle each; 0 for an input that needs none.</summary>
    /// <param name="gradient">The gradient of the output.</param>
    /// <param name="results">One handle an input.</param>
    protected abstract void Backward(nint gradient, Span<nint> results);

    /// <summary>The same through libtorch's own operators, so that the result can be differentiated again.</summary>
    protected abstract void BackwardWithGraph(nint gradient, Span<nint> results);

    /// <summary>Libtorch is done with the node; it may be used again.</summary>
    protected abstract void GiveBack();

    /// <summary>The gradients of what libtorch's own operators make of the first saved tensors, which are the inputs, in its graph.</summary>
    /// <param name="compute">From the inputs to the output.</param>
    /// <param name="isWanted">Whether an input's gradient is wanted.</param>
    /// <param name="gradient">The output's gradient.</param>
    /// <param name="results">One handle an input.</param>
    protected void Differentiate(Func<Tensor[], Tensor> compute, Predicate<int> isWanted, nint gradient, Span<nint> results)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] inputs = [.. _saved[.._inputs].Select(Wrap)];
        int[] wanted = [.. Enumerable.Range(0, _inputs).Where(i => isWanted(i))];
        IList<Tensor> gradients = autograd.grad(
            [compute(inputs)], [.. wanted.Select(i => inputs[i])], [Wrap(gradient)], retain_graph: true, create_graph: true);
        foreach ((int at, int input) in wanted.Index())
        {
            results[input] = TensorHandles.Share(gradients[at].Handle);
        }
    }

    /// <summary>A tensor of its own that shares what a handle has.</summary>
    protected static Tensor Wrap(nint handle) => Tensor.UnsafeCreateTensor(TensorHandles.Share(handle));

    // Called by libtorch.
    private HandleArray Run(nint* gradients, int count)
    {
        DeleteResults();
        if (gradients[0] != 0)
        {
            var results = new Span<nint>(_results, _inputs);
            nint gradient = NeedsContiguous ? Contiguous(gradients[0]) : TensorHandles.Share(gradients[0]);
            if (is_grad_enabled())
            {
                BackwardWithGraph(gradient, results);
            }
            else
            {
                Backward(gradient, results);
            }

            TensorHandles.Delete(gradient);
            TensorHandles.Delete(gradients[0]);
        }

        return new HandleArray(_results, _inputs);
    }

    // Called by libtorch, which has copied the results.
    private void Release()
    {
        DeleteResults();
        foreach (ref nint saved in _saved.AsSpan())
        {
            TensorHandles.Delete(saved);
            saved = 0;
        }

        GiveBack();
    }

    private void DeleteResults()
    {
        for (int i = 0; i < _inputs; i++)
        {
            TensorHandles.Delete(_results[i]);
            _results[i] = 0;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Place(nuint count) => (nint)_place;

    [LibraryImport("LibTorchSharp", EntryPoint = "THSAutograd_CSharpNode_ctor")]
    private static partial NodePointers New(nint apply, nint release);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSAutograd_CSharpNode_setNextEdges")]
    private static partial void SetNextEdges(NodePointers node, HandleArray inputs, byte isExecutable);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSAutograd_Function_wrapOutputs")]
    private static partial void WrapOutputs(
        HandleArray inputs, HandleArray notDifferentiable, HandleArray changed, HandleArray outputs, NodePointers node, delegate* unmanaged[Cdecl]<nuint, nint> allocate);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSAutograd_CSharpNode_disposeSharedPtr")]
    private static partial void DisposeShared(NodePointers node);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSAutograd_CSharpNode_disposeWeakPtr")]
    private static partial void DisposeWeak(NodePointers node);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_contiguous")]
    private static partial nint Contiguous(nint tensor);
}
