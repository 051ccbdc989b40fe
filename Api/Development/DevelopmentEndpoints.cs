using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

internal sealed record DevelopmentToken(string Token);

/// <param name="Status">The status code of the webhook endpoint's answer.</param>
internal sealed record DevelopmentDelivery(string Id, int Status);

/// <summary>
/// Stands in for the provider on a developer's machine: issues tokens for any user and sends webhooks. Mapped in Development only.
/// </summary>
internal static class DevelopmentEndpoints
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static void MapDevelopment(this IEndpointRouteBuilder routes)
    {
        var dev = routes.MapGroup("/dev").ExcludeFromDescription();
        dev.MapPost("/tokens", IssueToken);
        dev.MapPost("/webhooks", SendWebhook);
        routes.MapExamplePage();
    }

    private static Results<Ok<DevelopmentToken>, ProblemHttpResult> IssueToken(
        JsonObject claims, DevelopmentSecrets secrets, ProviderSet providers, TimeProvider clock)
    {
        if (providers.WithIssuer(DevelopmentSecrets.Issuer) is null)
            return Problem.Of(
                StatusCodes.Status409Conflict, "CLERK_ISSUER is set: only tokens of that issuer are accepted. Get one there.");
        if (claims["sub"] is not JsonValue sub || !sub.TryGetValue<string>(out var id) || !ExternalId.IsUsable(id))
            return Problem.Of(StatusCodes.Status400BadRequest, "Name the user to sign in: {\"sub\": \"user_1\"}.");

        var now = clock.GetUtcNow();
        var payload = new JsonObject
        {
            ["iss"] = DevelopmentSecrets.Issuer,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in claims)
            payload[name] = value?.DeepClone();

        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
            .CreateToken(payload.ToJsonString(), new SigningCredentials(secrets.SigningKey, SecurityAlgorithms.EcdsaSha256));
        return TypedResults.Ok(new DevelopmentToken(token));
    }

    private static async Task<IResult> SendWebhook(
        HttpContext context, ProviderSet providers, TimeProvider clock, IHttpClientFactory http, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!context.Request.HasJsonContentType())
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType);
        using var given = new MemoryStream();
        await context.Request.Body.CopyToAsync(given, cancellationToken);
        if (DevelopmentWebhook.Complete(given.ToArray(), now) is not { } body)
            return Problem.Of(StatusCodes.Status400BadRequest);

        var id = $"msg_{Guid.NewGuid():N}";
        // The scheme of the request may be that of a proxy (X-Forwarded-Proto).
        var scheme = context.Features.Get<ITlsHandshakeFeature>() is null ? "http" : "https";
        var self = new UriBuilder(
            scheme, $"{context.Connection.LocalIpAddress}", context.Connection.LocalPort, "/clerk-users-webhook");
        using var delivery = new HttpRequestMessage(HttpMethod.Post, self.Uri) { Content = new ByteArrayContent(body) };
        delivery.Headers.Add("svix-id", id);
        delivery.Headers.Add("svix-timestamp", $"{now.ToUnixTimeSeconds()}");
        delivery.Headers.Add("svix-signature", providers.WithName(Provider.Clerk)!.Secrets!.First.Sign(id, now, body));

        using var answer = await http.CreateClient().SendAsync(delivery, cancellationToken);
        var status = (int)answer.StatusCode;
        return answer.IsSuccessStatusCode
            ? TypedResults.Ok(new DevelopmentDelivery(id, status))
            : Problem.Of(status, $"The webhook endpoint answered {status}.");
    }
}
