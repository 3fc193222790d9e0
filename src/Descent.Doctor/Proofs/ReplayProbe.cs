using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Torch.Randomness;
using Descent.Training;
using Descent.Training.Evaluation;
using Descent.Training.Loop;
using Descent.Training.Observers;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Doctor.Proofs;

/// <summary>Holds the network of a fork, and takes the batch of a refused step apart.</summary>
internal sealed class ReplayProbe : IStepProbe
{
    private ProbedRun? _run;

    /// <inheritdoc />
    public void Attached(ProbedRun run) => _run = run;

    /// <inheritdoc />
    public void StepStarting(long step)
    {
    }

    /// <inheritdoc />
    public void GradientsReady(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights)
    {
    }

    /// <inheritdoc />
    public void WeightsUpdated(ReadOnlySpan<float> weights)
    {
    }

    /// <summary>The class of a layer, or of that which has a parameter; the name itself where it is neither.</summary>
    public string ClassOf(string name) => _run!.Network.named_modules()
        .Where(layer => layer.name == name || layer.module.named_parameters(recurse: false).Any(parameter => $"{layer.name}.{parameter.name}" == name))
        .Select(layer => layer.module.GetName()).FirstOrDefault(name);

    /// <summary>The ids of the examples whose loss or gradient is not finite without the others.</summary>
    public IReadOnlyList<long> FindCulprits(RefusedStep refused)
    {
        TrainingInputs inputs = _run!.Inputs;
        TrainingOptions options = inputs.Plan.Training;
        using IBatchReader reader = Loader.Open(inputs.Split.Train, inputs.Normalizer, inputs.Transforms, new LoaderOptions
        {
            BatchSize = options.BatchSize,
            Prefetch = 0,
            Seed = options.Seed,
            StartEpoch = refused.Epoch,
            StartBatch = refused.Batch,
        });
        if (!reader.TryNext(out Batch? batch))
        {
            return [];
        }

        List<long> culprits = [];
        for (int i = 0; i < batch.Count; i++)
        {
            if (!IsFinite(batch, i, refused.Step))
            {
                long id = batch.Ids.Span[i];
                culprits.Add(inputs.Split.Train is SubsetSource subset ? subset.OriginalId(id) : id);
            }
        }

        return culprits;
    }

    // A layer that needs more than one example, such as batch normalization, says nothing of one.
    private bool IsFinite(Batch batch, int index, long step)
    {
        using DisposeScope scope = NewDisposeScope();
        try
        {
            _run!.Flat.ClearGradients();
            TorchRandom.Key(_run.Inputs.Plan.Training.Seed, (ulong)step - 1, 0);
            Tensor outputs = _run.Forward.Call(batch.Inputs.narrow(0, index, 1));
            Tensor loss = _run.Inputs.Plan.Loss.Compute(outputs, batch.Labels.narrow(0, index, 1));
            loss.backward();
            _run.Flat.FetchGradients();
            using HostValues<float> value = new(loss, ScalarType.Float32);
            return float.IsFinite(value.Span[0]) && GradientPass.IsFinite(_run.Flat.Gradients);
        }
        catch (Exception e) when (e is ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            return true;
        }
    }
}
