namespace Descent.Data.Tests.Datasets.Acquisition;

/// <summary>Keeps the lines that were reported, at once and on the reporting thread.</summary>
internal sealed class Lines : IProgress<string>
{
    public List<string> All { get; } = [];

    public void Report(string value) => All.Add(value);
}
