using System.Runtime.ExceptionServices;
using Descent.Runs;
using Descent.Torch.Networks;
using Descent.Training.Collectives;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Summing;

/// <summary>Batch normalization by the statistics of the whole batch over all ranks, until disposed.</summary>
/// <remarks>An exception within backward would end the process, so a sum that fails is remembered, those after it are left out, and the step then throws.</remarks>
internal sealed class SharedStatistics : IBatchSum, IDisposable
{
    private readonly ISynchronizedLayer[] _layers;
    private readonly ICollective _ranks;
    private ExceptionDispatchInfo? _failure;

    public SharedStatistics(Module network, ICollective ranks)
    {
        (_layers, _ranks) = ([.. network.modules().OfType<ISynchronizedLayer>()], ranks);
        Array.ForEach(_layers, layer => layer.Synchronize(this));
    }

    /// <inheritdoc />
    public bool HasExamples { get; set; } = true;

    /// <summary>What keeps a network from sharing statistics.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(Module network)
    {
        (string Name, Module Module)[] modules = [.. network.named_modules()];
        string[] foreign = [.. modules.Where(item => item.Module is TorchSharp.Modules.BatchNorm1d or TorchSharp.Modules.BatchNorm2d or TorchSharp.Modules.BatchNorm3d).Select(item => item.Name)];
        var mistakes = new MistakeList();
        if (foreign.Length > 0)
        {
            mistakes.Add(
                "TorchSharp's batch normalization measures its own rank's examples alone.", string.Join(", ", foreign), "BatchNorm1d and BatchNorm2d of Descent.Models.Layers",
                "Use those, or leave out --sync-batch-norm.");
        }
        else if (!modules.Any(item => item.Module is ISynchronizedLayer))
        {
            mistakes.Add(
                "The network has no batch normalization to share.", network.GetName(), "a network with BatchNorm1d or BatchNorm2d of Descent.Models.Layers",
                "Leave out --sync-batch-norm.");
        }

        return mistakes.Items;
    }

    /// <inheritdoc />
    public void Sum(Tensor values)
    {
        if (_failure is not null)
        {
            return;
        }

        try
        {
            _ranks.Sum(values);
        }
        catch (CollectiveException e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>After a backward pass: throws what kept a sum from being made.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    /// <summary>Layers measure their own inputs again.</summary>
    public void Dispose() => Array.ForEach(_layers, layer => layer.Synchronize(null));
}
