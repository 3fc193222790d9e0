using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Torch.Networks;

namespace Descent.Training.Artifacts;

/// <summary>What it takes to use a trained network's weights: the content of model.json.</summary>
public sealed record ModelDescription
{
    /// <summary>The newest format of model.json that this version reads, and the one that it writes.</summary>
    public const int NewestFormat = 1;

    /// <summary>The format of model.json; default 1.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The network's type, for example "LeNet".</summary>
    public required string NetworkType { get; init; }

    /// <summary>How to build the network again; null for a module that does not say.</summary>
    public Architecture? Architecture { get; init; }

    /// <summary>What an input looks like before it is normalized.</summary>
    public required ArrayFormat Input { get; init; }

    /// <summary>The class names by class number, for text its vocabulary; empty when outputs are no classes.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How inputs are normalized, as in training; null for tokens, which are taken as they are.</summary>
    public required Normalizer? Normalizer { get; init; }

    /// <summary>The data set that it was trained on, for example "fashion-mnist".</summary>
    public required string Dataset { get; init; }

    /// <summary>Versions by name: "descent", "dotnet", "torchsharp", "libtorch", ….</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The SHA-256 of weights.safetensors, 64 lower-case digits; set when the model is written.</summary>
    public string WeightsDigest { get; init; } = "";
}
