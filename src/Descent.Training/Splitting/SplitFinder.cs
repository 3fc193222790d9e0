using Descent.Torch.Networks;
using Descent.Training.Artifacts;
using Descent.Training.Loop;

namespace Descent.Training.Splitting;

/// <summary>Finds where a step went bad of a network that ranks hold parts of: the step is run again with every layer watched, in step with the other ranks.</summary>
internal sealed class SplitFinder(NetworkShard shard, FlatParameters parameters)
{
    private const long Gradients = long.MaxValue / 2;

    /// <summary>The first place on this rank.</summary>
    /// <param name="run">Runs the step's chunks.</param>
    /// <param name="chunk">The chunk whose forward pass is under way.</param>
    public NonFinitePlace? Find(Action run, Func<int> chunk)
    {
        int stage = shard.Stage?.Stage ?? 0, stages = shard.Stage?.Count ?? 1;
        NonFinitePlace? first = parameters.Slots.FirstOrDefault(slot => !GradientPass.IsFinite(parameters.Values.Slice(slot.Offset, slot.PaddedLength))) is { } bad
            ? new NonFinitePlace(0, bad.Name, $"the weights of {bad.Name} hold NaN or infinity.") : null;
        List<ForwardHook> hooks =
        [
            .. shard.Network.named_modules().Select(part => ForwardHook.Watch(part.module, (_, output) =>
            {
                if (first is null && !NonFiniteFinder.IsFinite(output))
                {
                    first = new NonFinitePlace(
                        1 + ((long)chunk() * stages) + stage, part.name, $"the output of layer {part.name} is the first that holds NaN or infinity.");
                }
            })),
        ];
        parameters.ClearGradients();
        try
        {
            run();
        }
        finally
        {
            hooks.ForEach(hook => hook.Dispose());
        }

        return first ?? FindInGradients(stages - stage);
    }

    // Backward runs from the last stage to the first, and in each from the last layer to the first.
    private NonFinitePlace? FindInGradients(int stagesBefore)
    {
        HashSet<string> bad = [.. parameters.Slots
            .Where(slot => !GradientPass.IsFinite(parameters.Gradients.Slice(slot.Offset, slot.PaddedLength))).Select(slot => slot.Name)];
        return NetworkWeights.Trained(shard.Network).Select(parameter => parameter.Name).LastOrDefault(bad.Contains) is { } name
            ? new NonFinitePlace(Gradients + stagesBefore, name, $"the gradient of {name} is the first, going backward, that holds NaN or infinity.")
            : null;
    }
}
