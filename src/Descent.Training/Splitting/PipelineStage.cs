using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Splitting;

/// <summary>Some links of a network's chain as a module, whose layers have the names that they have there.</summary>
internal sealed class PipelineStage : Module<Tensor, Tensor>
{
    private readonly IReadOnlyList<ChainLink> _links;

    public PipelineStage(string name, IReadOnlyList<ChainLink> links)
        : base(name)
    {
        _links = links;
        foreach ((string layerName, Module layer) in links.SelectMany(link => link.Layers).DistinctBy(layer => layer.Name))
        {
            register_module(layerName, layer);
        }
    }

    /// <inheritdoc />
    public override Tensor forward(Tensor input)
    {
        Tensor values = input;
        foreach (ChainLink link in _links)
        {
            // What lies between is disposed of at once; what the backward pass needs of it libtorch keeps by itself.
            Tensor next = link.Run(values);
            if (!ReferenceEquals(values, input) && !ReferenceEquals(values, next))
            {
                values.Dispose();
            }

            values = next;
        }

        return values;
    }
}
