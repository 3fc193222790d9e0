namespace Descent.Torch.Loading;

/// <summary>A load of libtorch under way on another thread.</summary>
internal sealed class LibtorchLoading : IDisposable
{
    private readonly Task _load = Task.Run(Libtorch.Load);

    // Waits and does not throw: the next who asks for libtorch meets the same failure, and can tell of it.
    public void Dispose() => Task.WaitAny(_load);
}
