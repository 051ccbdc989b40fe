using System.Net.Http.Json;

namespace OrleansUsers.Harness;

/// <summary>A client of the <c>/admin</c> API.</summary>
/// <param name="key">The key that it sends as <c>X-Api-Key</c>; null sends none.</param>
public sealed class Admin(ApiProcess api, string? key)
{
    /// <summary>Links one more token identifier to a user.</summary>
    public Task<Answer> LinkAsync(string id, string tokenIdentifier) => LinkAsync(id, JsonContent.Create(new { tokenIdentifier }));

    /// <summary>Sends any content in place of the token identifier to link.</summary>
    public Task<Answer> LinkAsync(string id, HttpContent content) => SendAsync(HttpMethod.Post, LinksOf(id), content);

    /// <summary>Unlinks a token identifier from a user.</summary>
    public Task<Answer> UnlinkAsync(string id, string tokenIdentifier) =>
        SendAsync(HttpMethod.Delete, $"{LinksOf(id)}/{Uri.EscapeDataString(tokenIdentifier)}");

    /// <summary>Deletes a user for good.</summary>
    public Task<Answer> DeleteAsync(string id) => SendAsync(HttpMethod.Delete, $"/admin/users/{Uri.EscapeDataString(id)}");

    /// <summary>Deletes a user and blanks their messages.</summary>
    public Task<Answer> EraseAsync(string id) => SendAsync(HttpMethod.Post, $"/admin/users/{Uri.EscapeDataString(id)}/erase");

    /// <summary>Everything that is stored of a user.</summary>
    public Task<Answer> ExportAsync(string id) => SendAsync(HttpMethod.Get, $"/admin/users/{Uri.EscapeDataString(id)}/export");

    /// <summary>Any request, with the key.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        return await api.SendAsync(request);
    }

    private static string LinksOf(string id) => $"/admin/users/{Uri.EscapeDataString(id)}/token-identifiers";
}
