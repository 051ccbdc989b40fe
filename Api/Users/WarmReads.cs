using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Answers <c>GET /users/current</c> where all it takes is in memory: a token that was found good before, and its user. Nothing of that waits, so it needs none
/// of what comes after it: no place among those who wait, no deadline, no route to be found. Every other request goes on.
/// </summary>
internal sealed class WarmReads(
    RememberedTokens tokens, ResidentUsers users, ICorsService cors, ICorsPolicyProvider corsPolicies, EndpointDataSource endpoints, IOptions<JsonOptions> json)
{
    private const string Address = "/users/current";

    private readonly Func<User, byte[]> _asJson = Json((JsonTypeInfo<User>)json.Value.SerializerOptions.GetTypeInfo(typeof(User)));
    private readonly Lazy<Endpoint> _endpoint = new(() => endpoints.Endpoints.OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == Address));

    /// <summary>Has to stand behind what refuses requests of any kind. Where callers are limited, it would let them by, and is not used.</summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetRequiredService<LimitSettings>().RequestsPerSecond is null)
            app.Use(ActivatorUtilities.CreateInstance<WarmReads>(app.Services).Answer);
    }

    private Task Answer(HttpContext context, RequestDelegate next) =>
        IsRead(context.Request)
        && UnvalidatedToken.TextOf(context) is { IsEmpty: false } token
        && tokens.Find(token) is { Actor: null } caller
        && users.Find(caller.ExternalId, _asJson) is { User.Banned: false } user
        && caller.IsOwn(user.User)
            ? Write(context, user.Bytes)
            : next(context);

    private static bool IsRead(HttpRequest request) =>
        request.Path.Value == Address && HttpMethods.IsGet(request.Method) && !request.QueryString.HasValue;

    private static Func<User, byte[]> Json(JsonTypeInfo<User> type) => user => JsonSerializer.SerializeToUtf8Bytes(user, type);

    private Task Write(HttpContext context, byte[] body)
    {
        // So that it is counted as what it is.
        context.SetEndpoint(_endpoint.Value);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        if (context.Request.Headers.Origin.Count > 0)
            return WriteToOrigin(context, body);
        context.Response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }

    private async Task WriteToOrigin(HttpContext context, byte[] body)
    {
        if (await corsPolicies.GetPolicyAsync(context, BrowserApps.Policy) is { } policy)
            cors.ApplyResult(cors.EvaluatePolicy(context, policy), context.Response);
        context.Response.BodyWriter.Write(body);
    }
}
