namespace Descent.Doctor.History;

/// <summary>What was tried before the first step, in numbers; what could not be tried is null.</summary>
public sealed record PreflightFacts
{
    /// <summary>The loss of the first batch.</summary>
    public double? InitialLoss { get; init; }

    /// <summary>The loss of a guess that knows nothing but the number of classes, ln C; null for a loss without classes.</summary>
    public double? ChanceLoss { get; init; }

    /// <summary>How much an example's outputs in evaluation change with its batch mates, over the outputs' size.</summary>
    public double? BatchDependence { get; init; }

    /// <summary>How much the same inputs' outputs in evaluation differ from one time to the next, over the outputs' size.</summary>
    public double? EvaluationNoise { get; init; }

    /// <summary>How much the same inputs' outputs in training differ under another random key, over the outputs' size.</summary>
    public double? TrainingNoise { get; init; }

    /// <summary>Parameters whose gradient of the first batch is 0 in every number.</summary>
    public IReadOnlyList<string> Untouched { get; init; } = [];

    /// <summary>Updates that were made on a few examples of one batch, and taken back; null where there was no time for enough of them.</summary>
    public int? OverfitSteps { get; init; }

    /// <summary>Their loss before.</summary>
    public double? OverfitFirst { get; init; }

    /// <summary>Their loss after.</summary>
    public double? OverfitLast { get; init; }

    /// <summary>Their loss after as many updates with inputs of zeros in place of their own.</summary>
    public double? BlindLast { get; init; }

    /// <summary>The mean of the first batch's inputs, as the network gets them.</summary>
    public double? InputMean { get; init; }

    /// <summary>The standard deviation of the first batch's inputs, as the network gets them.</summary>
    public double? InputDeviation { get; init; }

    /// <summary>The shape of an input.</summary>
    public IReadOnlyList<long> InputShape { get; init; } = [];

    /// <summary>The share of the first batch's outputs that are probabilities: not negative, with a sum of 1.</summary>
    public double? Probabilities { get; init; }

    /// <summary>Different labels of the first batch where all are whole numbers although the loss measures distances; null elsewhere.</summary>
    public int? WholeLabels { get; init; }

    /// <summary>Linear layers whose inputs are another linear layer's outputs, and how far both are from one matrix.</summary>
    public IReadOnlyList<LinearPair> LinearPairs { get; init; } = [];

    /// <summary>Whether the normalizer was fitted on the training split; null where there is none.</summary>
    public bool? IsNormalizerOfTrain { get; init; }

    /// <summary>Test examples that were looked up among the training examples; null where they do not lie in memory.</summary>
    public long? TestLookedUp { get; init; }

    /// <summary>How many of those are training examples too, by their inputs' bytes.</summary>
    public long TestInTrain { get; init; }

    /// <summary>Training examples whose inputs occur more than once.</summary>
    public long Repeated { get; init; }

    /// <summary>Training examples whose inputs occur with another label too.</summary>
    public long Conflicting { get; init; }
}
