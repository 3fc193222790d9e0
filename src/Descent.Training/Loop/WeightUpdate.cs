using Descent.Training.Methods;
using Descent.Training.Optimizers;

namespace Descent.Training.Loop;

/// <summary>What follows backward: gradients lose their scale, methods change them, the optimizer applies them, methods see the new weights.</summary>
internal sealed class WeightUpdate(TrainingState state, Optimizer optimizer, IReadOnlyList<ITrainingMethod> methods)
{
    /// <summary>Updates the weights; leaves them alone when the gradients overflowed under the scale.</summary>
    public void Apply(double learningRate)
    {
        if (!state.Scaling.TryUnscale())
        {
            return;
        }

        foreach (ITrainingMethod method in methods)
        {
            method.BeforeUpdate(state.Parameters.Gradients);
        }

        optimizer.Update(learningRate);
        state.Shards?.GatherValues();
        foreach (ITrainingMethod method in methods)
        {
            method.AfterUpdate(state.Parameters.Values);
        }

        state.Parameters.SendValues();
    }
}
