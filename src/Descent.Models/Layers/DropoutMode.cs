namespace Descent.Models.Layers;

/// <summary>Where dropout makes up for what it leaves out.</summary>
public enum DropoutMode
{
    /// <summary>What is kept is divided by its probability in training; nothing happens in use.</summary>
    UpscaleInTraining,

    /// <summary>What is kept stays as it is in training; everything is multiplied by the probability of being kept in use, as in the paper.</summary>
    DownscaleInInference,
}
