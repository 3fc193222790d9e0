namespace Descent.Doctor.History;

/// <summary>What the doctor knows of a run before its first step, besides run.json: the content of doctor.json.</summary>
public sealed record RunFacts
{
    /// <summary>The newest format of doctor.json that this version reads, and the one that it writes.</summary>
    public const int NewestFormat = 1;

    /// <summary>The format of doctor.json; default 1.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The layers in the order in which the first step called them.</summary>
    public IReadOnlyList<LayerFacts> Layers { get; init; } = [];

    /// <summary>The trained parameters in the network's order.</summary>
    public IReadOnlyList<ParameterFacts> Parameters { get; init; } = [];

    /// <summary>Passes over the training examples.</summary>
    public int Epochs { get; init; }

    /// <summary>Steps in an epoch; null for a stream.</summary>
    public long? StepsPerEpoch { get; init; }

    /// <summary>Training examples; null for a stream.</summary>
    public long? TrainExamples { get; init; }

    /// <summary>Validation examples.</summary>
    public long ValidationExamples { get; init; }

    /// <summary>Classes; 0 where labels are no class numbers.</summary>
    public int Classes { get; init; }

    /// <summary>Training examples of each class, counted over all or a sample of them; empty where labels are no class numbers.</summary>
    public IReadOnlyList<long> ClassCounts { get; init; } = [];

    /// <summary>What was tried before the first step; null where nothing was.</summary>
    public PreflightFacts? Preflight { get; init; }

    /// <summary>Cores of the machine.</summary>
    public int Cores { get; init; }

    /// <summary>Threads that compute.</summary>
    public int Threads { get; init; }
}
