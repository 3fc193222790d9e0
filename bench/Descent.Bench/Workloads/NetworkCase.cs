using Descent.Models;

namespace Descent.Bench.Workloads;

/// <summary>A network of the catalog with the inputs that it is timed with: small images, or tokens.</summary>
internal sealed class NetworkCase
{
    private const string Small = "small";
    private readonly NetworkDefinition _definition;
    private readonly bool _isShallow;
    private readonly int _positions;
    private readonly int _answers;

    public NetworkCase(NetworkDefinition definition)
    {
        _definition = definition;
        _isShallow = Name is "lenet" or "mlp";
        (_positions, _answers) = Name switch
        {
            "gpt" => (128, 128),
            "transformer" => (64, 32),
            _ => (0, 0),
        };
    }

    public string Name => _definition.Name;

    /// <summary>Examples of a batch.</summary>
    public int Count => _isShallow ? 64 : 16;

    /// <summary>Threads that compute.</summary>
    public int Threads => _isShallow ? 1 : Environment.ProcessorCount;

    public Network Make() => NetworkCatalog.Create(
        Name, Shape(), _positions > 0 ? StepBatch.Tokens : StepBatch.Classes,
        _definition.Options.ContainsKey(Small) ? new Dictionary<string, long> { [Small] = 1 } : null);

    public StepBatch MakeBatch() => _positions > 0 ? StepBatch.OfTokens(_positions, _answers, Count) : StepBatch.OfImages(Shape(), Count);

    private long[] Shape() => _positions > 0 ? [_positions] : _isShallow ? [1, 28, 28] : [3, 32, 32];
}
