using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

/// <summary>A caller of the fake Clerk who has its secret key.</summary>
internal sealed class FakeClerkClient : IDisposable
{
    private readonly HttpClient _http;

    public FakeClerkClient(FakeClerkApi clerk)
    {
        _http = new HttpClient { BaseAddress = new Uri(clerk.Url) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", clerk.SecretKey);
    }

    public Task<HttpResponseMessage> SendAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative));

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var answer = await SendAsync(path);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<string[]> IdsAsync(string path) =>
        [.. JsonNode.Parse((await GetAsync(path)).Body)!.AsArray().Select(user => (string)user!["id"]!)];

    public void Dispose() => _http.Dispose();
}
