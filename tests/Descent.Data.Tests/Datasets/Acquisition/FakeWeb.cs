using System.Net;

namespace Descent.Data.Tests.Datasets.Acquisition;

/// <summary>Answers HTTP requests by the last part of their path, and counts them.</summary>
internal sealed class FakeWeb(Func<string, HttpResponseMessage> answer) : HttpMessageHandler
{
    private int _requests;

    public int Requests => _requests;

    /// <summary>Has these files and nothing else.</summary>
    public static FakeWeb Of(IReadOnlyDictionary<string, byte[]> files) => new(name => files.TryGetValue(name, out byte[]? content)
        ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) }
        : new HttpResponseMessage(HttpStatusCode.NotFound));

    /// <summary>No network.</summary>
    public static FakeWeb None() => new(_ => throw new HttpRequestException("Name or service not known"));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return Task.FromResult(answer(request.RequestUri!.Segments[^1]));
    }
}
