namespace Descent.Distributed.Scaling;

/// <summary>A link between ranks in the alpha-beta model (Hockney 1994): a message of n bytes takes α + n·β.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Latency">α, seconds.</param>
/// <param name="BytesPerSecond">1/β.</param>
internal sealed record NetworkLink(string Name, double Latency, double BytesPerSecond);
