using System.Runtime.ExceptionServices;
using Descent.Torch.Networks;
using Descent.Training.Artifacts;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Summing;

/// <summary>
/// Sums buckets of gradients over the ranks while backward still works on those before them: each begins as soon as its gradients are done, in one order on all
/// ranks, so that no bit depends on timing. In the first step it only watches: what changes after it seemed done waits for the end of backward from then on.
/// </summary>
internal sealed class ReadyBuckets : IDisposable
{
    private const int NotUsed = int.MaxValue;
    private readonly FlatParameters _parameters;
    private readonly ICollective _ranks;
    private readonly IReadOnlyList<Tensor> _buckets;
    private readonly int[][] _slotsOf; // by bucket
    private readonly List<BackwardMark> _marks = [];
    private readonly int[] _firstUse; // by slot: the number of the first call that used it in this forward pass
    private readonly bool[] _isLate; // by slot
    private readonly ICollectiveWork?[] _works;
    private float[]?[]? _seen; // by slot, while it watches
    private ExceptionDispatchInfo? _failure;
    private int _calls;
    private int _next;
    private bool _isOpen;

    /// <param name="network">Whose layers are marked until this is disposed.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="ranks">Who sums.</param>
    /// <param name="buckets">The gradients, in the order in which they are summed.</param>
    public ReadyBuckets(Module network, FlatParameters parameters, ICollective ranks, IReadOnlyList<(int Start, Tensor Values)> buckets)
    {
        (_parameters, _ranks, _buckets) = (parameters, ranks, [.. buckets.Select(bucket => bucket.Values)]);
        IReadOnlyList<ParameterSlot> slots = parameters.Slots;
        _slotsOf = [.. buckets.Select(bucket => slots.Index()
            .Where(slot => slot.Item.Offset < bucket.Start + bucket.Values.numel() && slot.Item.Offset + slot.Item.PaddedLength > bucket.Start)
            .Select(slot => slot.Index).ToArray())];
        (_firstUse, _isLate, _works, _seen) = (new int[slots.Count], new bool[slots.Count], new ICollectiveWork?[buckets.Count], new float[]?[slots.Count]);
        Dictionary<string, int> places = slots.Index().ToDictionary(slot => slot.Item.Name, slot => slot.Index);
        Dictionary<nint, int> slotOf = NetworkWeights.Trained(network).ToDictionary(parameter => parameter.Tensor.Handle, parameter => places[parameter.Name]);
        foreach (Module<Tensor, Tensor> layer in network.modules().Append(network).OfType<Module<Tensor, Tensor>>().Distinct())
        {
            int[] own = [.. layer.named_parameters(recurse: false).Where(p => slotOf.ContainsKey(p.parameter.Handle)).Select(p => slotOf[p.parameter.Handle])];
            if (own.Length > 0)
            {
                _marks.Add(BackwardMark.Before(layer, () => Call(own), Reached));
            }
        }
    }

    /// <summary>Before a chunk's forward pass.</summary>
    public void BeginForward()
    {
        _calls = 0;
        Array.Fill(_firstUse, NotUsed);
    }

    /// <summary>Before the backward pass that is the rank's last of the step: its gradients are those to sum.</summary>
    public void BeginBackward() => _isOpen = true;

    /// <summary>After backward: begins what is left.</summary>
    public void BeginRest()
    {
        _isOpen = false;
        _failure?.Throw();
        CompareSeen();
        while (_next < _buckets.Count)
        {
            BeginNext();
        }
    }

    /// <summary>Returns when all is summed.</summary>
    public void Wait()
    {
        foreach (ICollectiveWork? work in _works)
        {
            work!.Wait();
        }

        _next = 0;
    }

    /// <inheritdoc />
    public void Dispose() => _marks.ForEach(mark => mark.Dispose());

    private int Call(int[] slots)
    {
        foreach (int slot in slots)
        {
            _firstUse[slot] = Math.Min(_firstUse[slot], _calls);
        }

        return _calls++;
    }

    private void Reached(int call)
    {
        if (!_isOpen || _failure is not null)
        {
            return;
        }

        try
        {
            if (_seen is not null)
            {
                See(call);
                return;
            }

            // What is under way moves only when it is asked.
            if (_next > 0)
            {
                _works[_next - 1]!.IsDone();
            }

            while (_next < _buckets.Count && Array.TrueForAll(_slotsOf[_next], slot => IsDone(slot, call)))
            {
                BeginNext();
            }
        }
        catch (CollectiveException e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    private bool IsDone(int slot, int call) => !_isLate[slot] && _firstUse[slot] != NotUsed && _firstUse[slot] >= call;

    private void BeginNext() => _works[_next] = _ranks.BeginSum(_buckets[_next++]);

    private Span<float> Gradient(int slot) => _parameters.Gradients.Slice(_parameters.Slots[slot].Offset, _parameters.Slots[slot].Length);

    private void See(int call)
    {
        for (int slot = 0; slot < _firstUse.Length; slot++)
        {
            if (_seen![slot] is null && IsDone(slot, call))
            {
                _seen[slot] = Gradient(slot).ToArray();
            }
        }
    }

    private void CompareSeen()
    {
        for (int slot = 0; slot < _firstUse.Length && _seen is not null; slot++)
        {
            _isLate[slot] = _seen[slot] is not { } seen || !Gradient(slot).SequenceEqual(seen);
        }

        _seen = null;
    }
}
