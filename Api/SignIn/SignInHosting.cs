using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>
/// Authenticates callers by session tokens of the configured providers. Each token is validated with the keys of its own issuer only.
/// </summary>
internal static class SignInHosting
{
    /// <summary>How long a token is still accepted after it expired, and how far its time may be ahead of this machine's clock.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private const string UnknownIssuer = "unknown issuer";

    /// <summary>
    /// Needs the <see cref="ProviderSet"/>, a <see cref="TimeProvider"/>, <see cref="SampledWarnings"/>, and in Development
    /// <see cref="DevelopmentSecrets"/>.
    /// </summary>
    public static void AddSignIn(this IServiceCollection services, ProviderSet providers)
    {
        services.AddSingleton(host => ActivatorUtilities.CreateInstance<IssuerKeyCaches>(host));
        services.AddSingleton(host => new ValidatedTokenCache(
            host.GetRequiredService<IssuerKeyCaches>().KeySetOf, host.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TokenRefusalLog>();
        services.AddSingleton<IssuerKeyMetrics>();
        services.AddScoped<IAuthenticationService, CachedTokenAuthentication>();
        services.AddAuthorization();
        var schemes = services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddPolicyScheme(
                JwtBearerDefaults.AuthenticationScheme, displayName: null, options => options.ForwardDefaultSelector = SchemeOf);

        foreach (var (provider, issuer) in providers.All.SelectMany(provider => provider.Issuers, (provider, issuer) => (provider, issuer)))
        {
            schemes.AddJwtBearer(Scheme(issuer));
            var bearer = services.AddOptions<JwtBearerOptions>(Scheme(issuer));
            bearer.Configure<IssuerKeyCaches, TokenRefusalLog, TimeProvider>((options, keys, refused, clock) =>
            {
                Harden(options);
                options.TokenValidationParameters.ValidIssuer = issuer;
                options.TokenValidationParameters.ValidateAudience = provider.Audiences.Count > 0;
                options.TokenValidationParameters.ValidAudiences = provider.Audiences;
                Trust(options, keys, issuer);
                options.Events.OnTokenValidated = context => Admit(context, provider, issuer, providers, refused, clock);
                options.Events.OnAuthenticationFailed = context =>
                {
                    if (context.Exception is not IssuerUnavailableException)
                        refused.Report(provider.Name, TokenRefusal.Of(
                            context.Exception, UnvalidatedToken.Of(context.HttpContext), provider, clock.GetUtcNow()));
                    return Task.CompletedTask;
                };
            });
        }

        string SchemeOf(HttpContext context) =>
            UnvalidatedToken.Of(context).Issuer is { } issuer && providers.WithIssuer(issuer) is not null ? Scheme(issuer) : UnknownIssuer;

        // A request without a token, or with a token of an issuer that is not configured, is challenged by a scheme without keys.
        schemes.AddJwtBearer(UnknownIssuer);
        services.AddOptions<JwtBearerOptions>(UnknownIssuer).Configure<TokenRefusalLog>((options, refused) =>
        {
            Harden(options);
            options.Configuration = new OpenIdConnectConfiguration();
            options.Events.OnAuthenticationFailed = context =>
            {
                refused.Report(TokenRefusalLog.NoProvider, UnvalidatedToken.Of(context.HttpContext).Issuer is { } issuer
                    ? TokenRefusal.OfIssuer(issuer, providers.All.SelectMany(provider => provider.Issuers))
                    : TokenRefusal.Malformed);
                return Task.CompletedTask;
            };
        });
    }

    private static void Harden(JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        // A hint at which check failed would help to forge a token.
        options.IncludeErrorDetails = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            IgnoreTrailingSlashWhenValidatingAudience = false,
            AlgorithmValidator = (algorithm, key, _, _) => SigningAlgorithms.Accepted.Contains(algorithm)
                && SigningAlgorithms.Fit(algorithm, key, PublishedKeys.AlgorithmOf(key)),
            ClockSkew = ClockSkew,
        };
        options.Events = new JwtBearerEvents
        {
            OnChallenge = context =>
            {
                context.Error = context.AuthenticateFailure is null ? null : "invalid_token";
                return Task.CompletedTask;
            },
        };
    }

    private static void Trust(JwtBearerOptions options, IssuerKeyCaches keySets, string issuer)
    {
        if (keySets.BuiltInOf(issuer) is { } builtIn)
        {
            options.TokenValidationParameters.IssuerSigningKey = builtIn.SigningKey;
            options.Configuration = new OpenIdConnectConfiguration();
            return;
        }
        var keys = keySets.Of(issuer);
        options.ConfigurationManager = keys;
        options.Events.OnMessageReceived = context => UnvalidatedToken.Of(context.HttpContext).KeyId is { } keyId
            ? keys.RefreshIfUnknown(keyId, context.HttpContext.RequestAborted)
            : Task.CompletedTask;
    }

    private static Task Admit(
        TokenValidatedContext context, Provider provider, string issuer, ProviderSet providers, TokenRefusalLog refused, TimeProvider clock)
    {
        using var token = new TokenJson((JsonWebToken)context.SecurityToken);
        var subject = token.Claims.Find(provider.SubjectClaim).Select(value => value.Text()).FirstOrDefault(text => text is not null);
        var externalId = providers.ExternalIdOf(provider, subject);
        var refusal = externalId is null
            ? TokenRefusal.OfSubject(provider, subject)
            : SessionRules.Refusal(token, provider, subject!, clock.GetUtcNow());
        if (refusal is not null)
        {
            refused.Report(provider.Name, refusal);
            context.Fail(refusal.Reason);
            return Task.CompletedTask;
        }
        var identifiers = provider.TokenIdentifiersOf(subject!);
        var own = TokenIdentifier.Of(issuer, subject!);
        var others = identifiers.Count == 1 ? null : identifiers.Where(other => other != own).ToArray();
        context.HttpContext.Features.Set(new Caller(
            provider, externalId!, issuer, TokenClaims.Of(token, provider, own, others),
            new DateTimeOffset(context.SecurityToken.ValidTo, TimeSpan.Zero))
        {
            Actor = ActorOf(token.Claims),
        });
        return Task.CompletedTask;
    }

    // RFC 8693, section 4.1: the outermost actor is the current one. An actor without a name still acts.
    private static string? ActorOf(JsonElement claims)
    {
        if (claims.Value("act") is not { } act)
            return null;
        var actor = act.ValueKind == JsonValueKind.Object ? act.Text("sub") : act.Text();
        return ExternalId.IsUsable(actor) ? actor : "unknown";
    }

    private static string Scheme(string issuer) => $"issuer {issuer}";
}
