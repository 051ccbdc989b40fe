using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Calls Clerk's Backend API: <c>GET /users</c>, <c>/users/count</c>, <c>/users/{id}</c>, <c>/instance</c> and <c>/jwks</c> (its OpenAPI
/// specification of 2026-05-12).
/// </summary>
internal sealed class ClerkApi(ClerkAccess access, ProviderClient client)
{
    /// <summary>The most users that a page has. Clerk takes a greater number as 10.</summary>
    public const int MaxPage = 500;

    /// <summary>The most ids that a filter takes.</summary>
    public const int MaxIds = 100;

    private const string Version = "2026-05-12";

    /// <summary>The requests that Clerk takes in 10 seconds from one instance.</summary>
    public static int RateOf(ClerkAccess access) => access.IsOfDevelopment ? 100 : 1000;

    /// <summary>A page of users.</summary>
    /// <param name="query">The parameters, without limit.</param>
    public Task<ClerkPage> List(string query, int limit, IRequestOwner owner, CancellationToken cancellationToken) =>
        Get($"users?limit={limit.ToString(CultureInfo.InvariantCulture)}{query}", ClerkPage.Read, owner, cancellationToken);

    /// <summary>How many users there are with these filters.</summary>
    public Task<long> Count(string query, IRequestOwner owner, CancellationToken cancellationToken) =>
        Get($"users/count{(query.Length > 0 ? $"?{query[1..]}" : "")}", ReadCount, owner, cancellationToken);

    /// <summary>One user; null when there is none.</summary>
    public Task<PulledUser?> Find(string id, IRequestOwner owner, CancellationToken cancellationToken) =>
        OrNull(Get($"users/{Uri.EscapeDataString(id)}", ClerkPage.ReadOne, owner, cancellationToken));

    /// <summary>The id of the key's instance; null when the API does not tell it.</summary>
    public async Task<string?> FindInstance(IRequestOwner owner, CancellationToken cancellationToken) =>
        await OrNull(Get("instance", ReadId, owner, cancellationToken))
        ?? await OrNull(Get("jwks", ReadKeyId, owner, cancellationToken));

    private static async Task<T?> OrNull<T>(Task<T?> call)
    {
        try
        {
            return await call;
        }
        catch (RequestRefusedException absent) when (absent.Status == StatusCodes.Status404NotFound)
        {
            return default;
        }
    }

    private Task<T> Get<T>(string path, Func<ProviderAnswer, T> read, IRequestOwner owner, CancellationToken cancellationToken) =>
        client.Send(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, $"{access.Url}/v1/{path}");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.SecretKey);
                request.Headers.Add("Clerk-API-Version", Version);
                return request;
            },
            read,
            owner,
            cancellationToken);

    private static long ReadCount(ProviderAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.FindNumber("total_count") ?? throw new JsonException("There is no total_count.");
    }

    private static string? ReadId(ProviderAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.FindText("id");
    }

    // Clerk's keys have the id of their instance.
    private static string? ReadKeyId(ProviderAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.FindMember("keys") is { ValueKind: JsonValueKind.Array } keys && keys.GetArrayLength() > 0
            && keys[0].FindText("kid") is { } id && ClerkInstance.IsId(id)
                ? id
                : null;
    }
}
