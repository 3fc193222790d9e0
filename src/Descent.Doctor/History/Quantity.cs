namespace Descent.Doctor.History;

/// <summary>The names of what is measured, as the lines of probes.jsonl and metrics.jsonl have them.</summary>
public static class Quantity
{
    /// <summary>The mean of the steps' losses since the window before.</summary>
    public const string LossMean = "loss/mean";

    /// <summary>The standard deviation of the steps' losses since the window before.</summary>
    public const string LossDeviation = "loss/deviation";

    /// <summary>The greatest of the steps' losses since the window before.</summary>
    public const string LossGreatest = "loss/greatest";

    /// <summary>How many of the steps since the window before had a greater loss than the step before them, as a share.</summary>
    public const string LossRises = "loss/rises";

    /// <summary>The learning rate of the step.</summary>
    public const string LearningRate = "learning-rate";

    /// <summary>The norm of the whole gradient, as backward left it.</summary>
    public const string GradientNorm = "gradient/norm";

    /// <summary>The mean of tr(Σ)/|G|², the batch size at which noise and signal of the gradient are equal (McCandlish and others 2018), in examples.</summary>
    public const string NoiseScale = "gradient/noise-scale";

    /// <summary>The cosine between a step's gradient and that of the step before.</summary>
    public const string GradientCosine = "gradient/cosine";

    /// <summary>The curvature of the loss along a step d from w: (g(w + d) − g(w))·d/‖d‖², over a fixed batch; of looks that are deep.</summary>
    public const string StepCurvature = "curvature/step";

    /// <summary>The mean seconds of a step since the window before, the wait included.</summary>
    public const string StepSeconds = "time/step";

    /// <summary>The share of that spent waiting for batches.</summary>
    public const string ReaderWait = "time/reader-wait";

    /// <summary>The share of the training time that the doctor itself took so far.</summary>
    public const string DoctorShare = "time/doctor";

    /// <summary>Bytes of the process in memory.</summary>
    public const string Memory = "memory/bytes";

    /// <summary>The mean loss over an epoch's steps.</summary>
    public const string EpochLoss = "epoch/loss";

    /// <summary>The accuracy over an epoch's steps, in [0, 1].</summary>
    public const string EpochAccuracy = "epoch/accuracy";

    /// <summary>The mean loss of the validation examples.</summary>
    public const string ValidationLoss = "validation/loss";

    /// <summary>The accuracy of the validation examples, in [0, 1].</summary>
    public const string ValidationAccuracy = "validation/accuracy";

    /// <summary>The mean loss of a sample of the training examples, computed as the network is used: no dropout, running statistics, no random changes.</summary>
    public const string EvaluatedLoss = "evaluated/loss";

    /// <summary>The accuracy of that sample, in [0, 1].</summary>
    public const string EvaluatedAccuracy = "evaluated/accuracy";

    /// <summary>How many of that sample's labels are not the network's guess.</summary>
    public const string EvaluatedWrong = "evaluated/wrong";

    /// <summary>The share of those that are not among its three best guesses either; for five classes or more.</summary>
    public const string EvaluatedFarWrong = "evaluated/far-wrong";

    /// <summary>The norm of a parameter's gradient.</summary>
    public static string Gradient(string parameter) => $"gradient/{parameter}";

    /// <summary>The norm of a parameter.</summary>
    public static string Weight(string parameter) => $"weight/{parameter}";

    /// <summary>The norm of a parameter's change in a step over the norm of the parameter.</summary>
    public static string Update(string parameter) => $"update/{parameter}";

    /// <summary>The mean of a layer's outputs.</summary>
    public static string Mean(string layer) => $"mean/{layer}";

    /// <summary>The standard deviation of a layer's outputs.</summary>
    public static string Deviation(string layer) => $"deviation/{layer}";

    /// <summary>The share of a layer's outputs that are 0.</summary>
    public static string Zeros(string layer) => $"zeros/{layer}";

    /// <summary>The share of a ReLU's channels or units that are 0 for every example of the batch.</summary>
    public static string Dead(string layer) => $"dead/{layer}";

    /// <summary>The share of a sigmoid's or tanh's outputs within a hundredth of its range from its ends.</summary>
    public static string Saturated(string layer) => $"saturated/{layer}";
}
