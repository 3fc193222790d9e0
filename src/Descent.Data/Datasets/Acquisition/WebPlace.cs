using System.Net;

namespace Descent.Data.Datasets.Acquisition;

/// <summary>Files below an address of the web.</summary>
internal sealed class WebPlace(HttpClient client, Uri address) : IDataPlace
{
    // A server that sends nothing for this long has stopped.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Description => address.ToString();

    public bool IsRemote => true;

    public async Task<byte[]> ReadAsync(DataFile file, CancellationToken cancellation)
    {
        using CancellationTokenSource stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stalled.CancelAfter(Patience);
        try
        {
            Uri uri = new(address, file.PublishedName);
            using HttpResponseMessage response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, stalled.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new PlaceException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}");
            }

            Stream stream = await response.Content.ReadAsStreamAsync(stalled.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await ReadAllAsync(stream, file.MaxStored, stalled).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new PlaceException("the server did not answer in time", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PlaceException(e.InnerException?.Message ?? e.Message, e);
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, int most, CancellationTokenSource stalled)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[128 * 1024];
        while (true)
        {
            int read = await stream.ReadAsync(buffer, stalled.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return content.ToArray();
            }

            if (content.Length + read > most)
            {
                throw new PlaceException("the server sends more than the published file has");
            }

            content.Write(buffer, 0, read);
            stalled.CancelAfter(Patience);
        }
    }
}
