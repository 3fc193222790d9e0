using Descent.Torch.Memory;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Splitting;

/// <summary>
/// Keeps the copies of a parameter that several ranks hold of one network alike, by giving each the same gradient. Stages use it at different places,
/// so theirs are summed. Ranks of a tensor group compute the same one, but perhaps not to the last bit, so that of the first is taken.
/// </summary>
internal sealed class SharedGradients : IDisposable
{
    private readonly NetworkShard _shard;
    private readonly FlatParameters _parameters;
    private readonly (ParameterSlot? Slot, int Length)[] _places;
    private readonly NativeBuffer _packed;
    private readonly Tensor _message;

    public SharedGradients(NetworkShard shard, FlatParameters parameters)
    {
        (_shard, _parameters) = (shard, parameters);
        _places = [.. shard.Shared.Select(tensor => (parameters.Slots.FirstOrDefault(slot => slot.Name == tensor.Name), checked((int)tensor.Count)))];
        _packed = new NativeBuffer(_places.Sum(place => (long)place.Length), ScalarType.Float32);
        _message = _packed.View(0, _packed.Length);
    }

    /// <summary>After backward, on all ranks of <see cref="RankGrid.Parts"/>.</summary>
    public void Agree()
    {
        if (_packed.Length == 0)
        {
            return;
        }

        Copy((gradient, packed) => gradient.CopyTo(packed), packed => packed.Clear());
        if (_shard.Stage is not null)
        {
            _shard.Grid.Parts.Sum(_message);
        }
        else
        {
            _shard.Grid.Parts.Broadcast(_message, 0);
        }

        Copy((gradient, packed) => packed.CopyTo(gradient), _ => { });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _message.Dispose();
        _packed.Dispose();
    }

    private delegate void Copying(Span<float> gradient, Span<float> packed);

    private void Copy(Copying held, Action<Span<float>> missing)
    {
        Span<float> packed = _packed.As<float>();
        foreach ((ParameterSlot? slot, int length) in _places)
        {
            if (slot is null)
            {
                missing(packed[..length]);
            }
            else
            {
                held(_parameters.Gradients.Slice(slot.Offset, length), packed[..length]);
            }

            packed = packed[length..];
        }
    }
}
