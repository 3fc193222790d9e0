using Descent.Doctor.History;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Watching;

/// <summary>Looks at what layers give while a step's forward passes run: hooks that are set before and taken away after.</summary>
/// <remarks>An activation that the network calls as a function is no layer; it is seen as what the next layer with parameters is given.</remarks>
internal sealed class LayerWatch : IDisposable
{
    private readonly List<ForwardHook> _hooks = [];
    private readonly Dictionary<string, LayerStatistics> _seen = [];
    private readonly List<LayerFacts> _order = [];
    private readonly TimeProvider _clock;

    /// <param name="network">The network, whose layers are watched until this is disposed.</param>
    /// <param name="clock">The clock that says what looking took.</param>
    public LayerWatch(Module network, TimeProvider clock)
    {
        _clock = clock;
        foreach ((string name, Module module) in network.named_modules())
        {
            if (module.named_children().Any())
            {
                continue;
            }

            var facts = new LayerFacts(name, module.GetName(), [.. module.named_parameters(recurse: false).Select(parameter => $"{name}.{parameter.name}")]);
            _hooks.Add(ForwardHook.Watch(module, (inputs, output) => See(facts, inputs, output)));
        }
    }

    /// <summary>The layers in the order in which they were called.</summary>
    public IReadOnlyList<LayerFacts> Order => _order;

    /// <summary>What looking took so far.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>What was seen, by the names of <see cref="Quantity"/>.</summary>
    public IEnumerable<(string Name, double Value)> Values() => _seen.SelectMany(layer => layer.Value.Values(layer.Key));

    /// <inheritdoc />
    public void Dispose() => _hooks.ForEach(hook => hook.Dispose());

    private void See(LayerFacts facts, IReadOnlyList<Tensor> inputs, Tensor output)
    {
        long start = _clock.GetTimestamp();
        if (!_seen.TryGetValue(facts.Name, out LayerStatistics? statistics))
        {
            _seen.Add(facts.Name, statistics = new LayerStatistics(ActivationKinds.Of(facts.Kind)));
            _order.Add(facts);
        }

        statistics.Add(output);
        if (facts.Parameters.Count > 0 && inputs is [{ } input, ..] && input.is_floating_point())
        {
            string name = $"{facts.Name}.input";
            if (!_seen.TryGetValue(name, out LayerStatistics? given))
            {
                _seen.Add(name, given = new LayerStatistics(ActivationKind.Unknown));
            }

            given.Add(input);
        }

        Took += _clock.GetElapsedTime(start);
    }
}
