using System.Globalization;
using Descent.Lab.Experiments;
using Descent.Runs;

namespace Descent.Lab;

/// <summary>The experiments that there are, by the numbers of their questions.</summary>
public static class ExperimentCatalog
{
    /// <summary>Every experiment, by number.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new Normalization(),
        new FlatPlaces(),
        new BatchSizes(),
        new ModelChoice(),
        new GeneratorMemory(),
        new AsynchronousReading(),
        new LinearStack(),
        new LabelAsNumber(),
        new CrossEntropy(),
        new LearningRate(),
        new ManyProcesses(),
        new TuningSession(),
        new ResumedState(),
        new FullConnections(),
        new ConvolutionTraits(),
        new Pooling(),
        new VanishingGradient(),
        new BatchNormalization(),
        new DropoutNoise(),
        new NetworkGenerations(),
    ];

    /// <summary>Whether there is an experiment of a question.</summary>
    public static bool Has(int number) => All.Any(experiment => experiment.Number == number);

    /// <summary>The experiment of a question.</summary>
    /// <param name="number">The question's number as it was typed.</param>
    /// <exception cref="RunConfigurationException">There is none.</exception>
    public static Experiment Find(string number) => All.FirstOrDefault(experiment => experiment.Number.ToString(CultureInfo.InvariantCulture) == number)
        ?? throw new RunConfigurationException(new Mistake(
            "There is no experiment of that number.", number, string.Join(", ", All.Select(experiment => experiment.Number)), "See them: descent lab list"));
}
