using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>The ways to authenticate, by their names in the document.</summary>
internal static class SecuritySchemes
{
    public const string Token = "sessionToken";
    public const string AdminKey = "adminKey";
    public const string AdminBearer = "adminKeyAsToken";
    public const string AdminBasic = "adminKeyAsPassword";
    public const string WebhookToken = "webhookToken";
    public const string Signature = "webhookSignature";
    public const string SvixSignature = "svixSignature";

    public static Dictionary<string, IOpenApiSecurityScheme> All { get; } = new()
    {
        [Token] = Http("bearer", "The session token of a signed-in person, a JWT that the provider has signed.", "JWT"),
        [AdminKey] = Header(OperatorAuthenticationHandler.Header, "The key in `ADMIN_API_KEY`, or one of `Admin__Keys__<name>`."),
        [AdminBearer] = Http("bearer", "The admin key as a bearer token, for scrapers."),
        [AdminBasic] = Http("basic", "The admin key as the password, with any name, for browsers."),
        [WebhookToken] = Http("bearer", "One of the provider's `WebhookTokens`; kind `auth0` only."),
        [SvixSignature] = Header("svix-signature", "The signature of Svix. The call has the two headers that belong to it."),
        [Signature] = Header("webhook-signature", "The signature of Standard Webhooks. The call has the two headers that belong to it."),
    };

    /// <summary>The <c>WWW-Authenticate</c> of a call's 401.</summary>
    public static string ChallengeOf(IReadOnlyList<string> schemes) =>
        schemes.Contains(AdminBasic) ? "Basic realm=\"operator\", charset=\"UTF-8\""
        : schemes.Contains(AdminKey) ? OperatorAuthenticationHandler.Header
        : "Bearer";

    private static OpenApiSecurityScheme Http(string scheme, string description, string? format = null) =>
        new() { Type = SecuritySchemeType.Http, Scheme = scheme, BearerFormat = format, Description = description };

    private static OpenApiSecurityScheme Header(string name, string description) =>
        new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = name, Description = description };
}
