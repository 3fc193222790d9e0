using System.Diagnostics;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Torch.Loading;
using Descent.Training.Checkpoints;
using Descent.Training.Evaluation;
using Descent.Training.Generation;
using Descent.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Artifacts;

/// <summary>A model artifact ready for use: the network with its weights, and the normalizer that it was trained with, if its inputs have one.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly Module<Tensor, Tensor> _network;
    private readonly ForwardPass _forward;
    private readonly Evaluator _evaluator;

    private TrainedModel(ModelDescription description, Module<Tensor, Tensor> network, Placement place)
    {
        Description = description;
        _network = network;
        network.eval();
        _forward = new ForwardPass(network, place: place);
        _evaluator = new Evaluator(_forward, description.Normalizer);
    }

    /// <summary>What model.json says.</summary>
    public ModelDescription Description { get; }

    /// <summary>The model that a run shipped.</summary>
    /// <param name="run">The run.</param>
    /// <param name="makeNetwork">Makes the network that model.json describes, with any weights.</param>
    /// <param name="device">Where it computes, which need not be where it was trained.</param>
    /// <exception cref="RunConfigurationException">
    /// There is no model yet, it is damaged, its normalizer was not fitted on the run's training split, or this machine has no such device.
    /// </exception>
    public static TrainedModel Load(
        RunFolder run, Func<ModelDescription, Module<Tensor, Tensor>> makeNetwork, ComputeDevice device = ComputeDevice.Cpu)
    {
        TrainedModel model = Load(run.ModelPath, makeNetwork, device, $"Make it again from the last checkpoint: descent resume {run.Path}");
        model.Description.Normalizer?.RequireFittedOn(run.Manifest.DataFingerprint);
        return model;
    }

    /// <summary>The model in an artifact's folder.</summary>
    /// <inheritdoc cref="Load(RunFolder, Func{ModelDescription, Module{Tensor, Tensor}}, ComputeDevice)"/>
    public static TrainedModel Load(
        string folder, Func<ModelDescription, Module<Tensor, Tensor>> makeNetwork, ComputeDevice device = ComputeDevice.Cpu) =>
        Load(folder, makeNetwork, device, "Bring it back from a copy.");

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

    /// <summary>Goes on with a sequence of tokens, one token after the other, each drawn from what the model says of those before it.</summary>
    /// <param name="prompt">The first tokens, 1 or more; only the last Description.Input positions of a sequence are looked at.</param>
    /// <param name="options">How tokens are drawn.</param>
    /// <exception cref="ArgumentException">The model's inputs are no sequence of tokens, or there is no prompt.</exception>
    public IEnumerable<int> Continue(IReadOnlyList<long> prompt, SamplingOptions options)
    {
        if (Description.Input is not { IsTokens: true, Shape: [var positions] })
        {
            throw new ArgumentException($"A model of inputs {Description.Input} does not go on with tokens.", nameof(prompt));
        }

        ArgumentOutOfRangeException.ThrowIfZero(prompt.Count, nameof(prompt));
        return Draw();

        IEnumerable<int> Draw()
        {
            List<long> tokens = [.. prompt];
            for (long number = 0; ; number++)
            {
                int token = TokenSampler.Draw(NextLogits([.. tokens.TakeLast((int)positions)]), options, number);
                tokens.Add(token);
                yield return token;
            }
        }
    }

    /// <summary>What the model gets right and wrong on some examples; the saved normalizer is applied.</summary>
    /// <exception cref="RunConfigurationException">The examples have another format or other classes than those that it was trained on.</exception>
    public EvaluationReport Evaluate(IMapSource examples)
    {
        RequireLike(examples);
        return _evaluator.Report(examples);
    }

    /// <summary>Whether the model gets each example right, in index order; of sequences each position that has a class as its label.</summary>
    /// <inheritdoc cref="Evaluate"/>
    public IReadOnlyList<bool> FindRight(IMapSource examples)
    {
        RequireLike(examples);
        List<bool> right = [];
        _evaluator.VisitProbabilities(examples, (_, label, probabilities) =>
        {
            if ((ulong)label < (ulong)probabilities.Length)
            {
                right.Add(Accuracy.IndexOfMax(probabilities) == label);
            }
        });
        return right;
    }

    /// <summary>The least time in which the network answered one input of zeros; of this machine, as it is now.</summary>
    /// <param name="repetitions">How many times it is asked, 1 or more.</param>
    public TimeSpan MeasureLatency(int repetitions)
    {
        using IDisposable noGradients = no_grad();
        using Tensor input = ForwardPass.ZeroInput(Description.Input);
        TimeSpan least = TimeSpan.MaxValue;
        for (int i = 0; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using (DisposeScope scope = NewDisposeScope())
            {
                // Reading it waits for a GPU.
                using HostValues<float> answer = new(_forward.Call(input), ScalarType.Float32);
            }

            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            least = elapsed < least ? elapsed : least;
        }

        return least;
    }

    /// <inheritdoc />
    public void Dispose() => _network.Dispose();

    private void RequireLike(IMapSource examples)
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

        if (mistakes.Count > 0)
        {
            throw new RunConfigurationException(mistakes);
        }
    }

    // Of the token after the last one.
    private float[] NextLogits(long[] tokens)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor outputs = _forward.Call(tensor(tokens, [1, tokens.Length])); // [1, positions, tokens]
        using HostValues<float> last = new(outputs.select(1, -1), ScalarType.Float32);
        return last.Span.ToArray();
    }

    private static TrainedModel Load(string folder, Func<ModelDescription, Module<Tensor, Tensor>> makeNetwork, ComputeDevice device, string fix)
    {
        Placement place = Placement.Of(device);
        (ModelDescription description, IReadOnlyList<NamedArray> weights) = Read(folder, fix);
        Module<Tensor, Tensor> network = makeNetwork(description);

        // Its training has told why, where it had to be.
        _ = OneDnn.Guard(network);
        NetworkWeights.Restore(network, new NamedArrays(folder, weights));
        place.Move(network);
        return new TrainedModel(description, network, place);
    }

    private static (ModelDescription Description, IReadOnlyList<NamedArray> Weights) Read(string folder, string fix)
    {
        try
        {
            return ModelArtifact.Read(folder);
        }
        catch (CheckpointException e)
        {
            throw new RunConfigurationException(new Mistake($"The model in '{folder}' is damaged.", e.Message, "the bytes that its training wrote", fix));
        }
    }
}
