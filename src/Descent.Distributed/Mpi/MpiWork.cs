using Descent.Torch.Memory;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Distributed.Mpi;

/// <summary>A sum or a message under way.</summary>
internal sealed unsafe class MpiWork(MpiCollective collective, string operation, nint request, int[] awaited, Tensor values, BFloat16Sums? sums) : ICollectiveWork
{
    private nint _request = request;
    private bool _done;

    /// <inheritdoc />
    public bool IsDone()
    {
        if (_done)
        {
            return true;
        }

        byte* status = stackalloc byte[MpiAbi.StatusBytes];
        fixed (nint* request = &_request)
        {
            if (collective.Session.Test(request, operation, status))
            {
                Finish();
            }
        }

        return _done;
    }

    /// <inheritdoc />
    public void Wait()
    {
        if (_done)
        {
            return;
        }

        fixed (nint* request = &_request)
        {
            collective.Session.Wait(request, operation, awaited);
        }

        Finish();
    }

    private void Finish()
    {
        _done = true;
        if (sums is not null)
        {
            sums.Store(TensorMemory.Span<ushort>(values));
            collective.Return(sums);
        }
    }
}
