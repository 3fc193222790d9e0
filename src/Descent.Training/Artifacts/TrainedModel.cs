using Descent.Data.Sources;
using Descent.Runs;
using Descent.Torch.Loading;
using Descent.Training.Checkpoints;
using Descent.Training.Evaluation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Artifacts;

/// <summary>A model artifact ready for use: the network with its weights, and the normalizer that it was trained with.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly Module<Tensor, Tensor> _network;
    private readonly Evaluator _evaluator;

    private TrainedModel(ModelDescription description, Module<Tensor, Tensor> network)
    {
        Description = description;
        _network = network;
        _evaluator = new Evaluator(network, description.Normalizer);
    }

    /// <summary>What model.json says.</summary>
    public ModelDescription Description { get; }

    /// <summary>The model that a run shipped.</summary>
    /// <param name="run">The run.</param>
    /// <param name="makeNetwork">Makes the network that model.json describes, with any weights.</param>
    /// <exception cref="RunConfigurationException">There is no model yet, it is damaged, or its normalizer was not fitted on the run's training split.</exception>
    public static TrainedModel Load(RunFolder run, Func<ModelDescription, Module<Tensor, Tensor>> makeNetwork)
    {
        TrainedModel model = Load(run.ModelPath, makeNetwork);
        model.Description.Normalizer.RequireFittedOn(run.Manifest.DataFingerprint);
        return model;
    }

    /// <summary>The model in an artifact's folder.</summary>
    /// <inheritdoc cref="Load(RunFolder, Func{ModelDescription, Module{Tensor, Tensor}})"/>
    public static TrainedModel Load(string folder, Func<ModelDescription, Module<Tensor, Tensor>> makeNetwork)
    {
        (ModelDescription description, IReadOnlyList<NamedArray> weights) = ModelArtifact.Read(folder);
        Module<Tensor, Tensor> network = makeNetwork(description);

        // Its training has told why, where it had to be.
        _ = OneDnn.Guard(network);
        NetworkWeights.Restore(network, new NamedArrays(folder, weights));
        return new TrainedModel(description, network);
    }

    /// <summary>The probability of each class for each input.</summary>
    /// <param name="inputs">Raw inputs one after the other, Description.Input.Bytes bytes each; the saved normalizer is applied.</param>
    /// <returns>[inputs][classes].</returns>
    public IReadOnlyList<float[]> Probabilities(ReadOnlyMemory<byte> inputs)
    {
        int count = inputs.Length / Description.Input.Bytes;
        if (count * Description.Input.Bytes != inputs.Length)
        {
            throw new ArgumentException($"{inputs.Length} bytes are no whole number of inputs of {Description.Input.Bytes} bytes.", nameof(inputs));
        }

        var source = new ArraySource(
            new ExampleFormat(Description.Input, ArrayFormat.ClassNumber), inputs, new byte[count * sizeof(long)], Description.ClassNames);
        List<float[]> answers = [];
        _evaluator.VisitProbabilities(source, (_, _, probabilities) => answers.Add(probabilities.ToArray()));
        return answers;
    }

    /// <summary>What the model gets right and wrong on some examples; the saved normalizer is applied.</summary>
    /// <exception cref="RunConfigurationException">The examples have another format or other classes than those that it was trained on.</exception>
    public EvaluationReport Evaluate(IMapSource examples)
    {
        List<Mistake> mistakes = [];
        if (!examples.Format.Input.Equals(Description.Input))
        {
            mistakes.Add(new Mistake(
                "The examples have another format than those that the model was trained on.", $"{examples.Format.Input}", $"{Description.Input}",
                $"Choose data like {Description.Dataset}."));
        }

        if (!examples.ClassNames.SequenceEqual(Description.ClassNames))
        {
            mistakes.Add(new Mistake(
                "The examples have other classes than those that the model was trained on.", string.Join(", ", examples.ClassNames),
                string.Join(", ", Description.ClassNames), $"Choose data like {Description.Dataset}."));
        }

        return mistakes.Count == 0 ? _evaluator.Report(examples) : throw new RunConfigurationException(mistakes);
    }

    /// <inheritdoc />
    public void Dispose() => _network.Dispose();
}
