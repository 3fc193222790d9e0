namespace Descent.Data.Datasets;

/// <summary>Fashion-MNIST: 60,000 + 10,000 articles of clothing in 10 classes, [1, 28, 28] (Xiao, Rasul, Vollgraf 2017).</summary>
public static class FashionMnist
{
    /// <summary>Loads it from this machine, or downloads it.</summary>
    /// <exception cref="Descent.Runs.RunConfigurationException">It cannot be had.</exception>
    public static Task<Dataset> LoadAsync(DatasetOptions? options = null, CancellationToken cancellation = default) =>
        DatasetCatalog.LoadAsync("fashion-mnist", options, cancellation);
}
