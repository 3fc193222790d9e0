using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Distributed.Nccl;

/// <summary>A sum or a message on NCCL's stream; waiting for it makes libtorch's stream wait, not the CPU.</summary>
internal sealed unsafe class NcclWork(NcclFunctions nccl, nint torchStream, nint done, Tensor values, Tensor? wide, long step) : ICollectiveWork
{
    private const int NotReady = 600;
    private bool _waited;

    /// <inheritdoc />
    public bool IsDone()
    {
        if (_waited)
        {
            return true;
        }

        int code = nccl.EventQuery(done);
        if (code == NotReady)
        {
            return false;
        }

        NcclFunctions.CheckDriver(code, nameof(ICollective.BeginSum), step);
        Wait();
        return true;
    }

    /// <inheritdoc />
    public void Wait()
    {
        if (_waited)
        {
            return;
        }

        _waited = true;
        NcclFunctions.CheckDriver(nccl.StreamWaitEvent(torchStream, done, 0), nameof(ICollective.BeginSum), step);
        _ = nccl.EventDestroy(done);
        if (wide is not null)
        {
            values.copy_(wide);
            wide.Dispose();
        }
    }
}
