using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>One HTTP response with its whole body.</summary>
public sealed record Answer(HttpStatusCode Status, string Body, string? ContentType, HttpResponseHeaders Headers)
{
    /// <summary>The body as JSON; null for JSON's own null.</summary>
    public JsonNode? Json => JsonNode.Parse(Body);

    /// <summary>The first value of a header; null without it.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <inheritdoc/>
    public override string ToString() => $"{(int)Status} {ContentType} {(Body.Length > 1_000 ? Body[..1_000] + "…" : Body)}";
}

/// <summary>The requests that tests send.</summary>
public static class Requests
{
    /// <summary>Sends a request to the process.</summary>
    /// <exception cref="HttpRequestException">There is no response.</exception>
    public static Task<Answer> SendAsync(this ApiProcess api, HttpRequestMessage request) => api.Client.AnswerAsync(request);

    /// <summary>Sends a request by this HTTP client and reads the whole response.</summary>
    /// <exception cref="HttpRequestException">There is no response.</exception>
    public static async Task<Answer> AnswerAsync(this HttpClient client, HttpRequestMessage request)
    {
        try
        {
            using var response = await client.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            return new Answer(response.StatusCode, body, response.Content.Headers.ContentType?.MediaType, response.Headers);
        }
        catch (SocketException closed)
        {
            // HttpClient does not wrap this exception when the process ends between accepting the connection and its first byte.
            throw new HttpRequestException(closed.Message, closed);
        }
    }

    /// <summary>GET, signed in when a token is given.</summary>
    public static async Task<Answer> GetAsync(this ApiProcess api, string path, string? token = null)
    {
        using var request = Request(HttpMethod.Get, path, token);
        return await api.SendAsync(request);
    }

    /// <summary>POST with a JSON body when one is given, signed in when a token is given.</summary>
    public static async Task<Answer> PostAsync(this ApiProcess api, string path, string? token = null, object? json = null)
    {
        using var request = Request(HttpMethod.Post, path, token);
        if (json is not null)
            request.Content = JsonContent.Create(json);
        return await api.SendAsync(request);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return request;
    }
}
