using System.Globalization;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>One open <c>GET /users/current/live</c>, of which only the versions are read.</summary>
internal sealed class OpenStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private OpenStream(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    public static async Task<OpenStream> Open(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/users/current/live", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"A stream was answered {(int)response.StatusCode}.");
        var stream = new OpenStream(response, await response.Content.ReadAsStreamAsync());
        await stream.Reaches(0);
        return stream;
    }

    /// <summary>A client for as many streams as one likes.</summary>
    public static HttpClient ClientOf(ApiProcess api) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = api.Client.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Reads until a version of at least this one has come.</summary>
    public async Task Reaches(long version)
    {
        while (await _lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal) && long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture) >= version)
                return;
        }
        throw new InvalidOperationException("The stream has ended.");
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
