using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>Signed-in clients: session tokens of the configured providers, each checked by the keys of its own issuer and no other.</summary>
internal static class SignInHosting
{
    /// <summary>How long after its end a token is still taken.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private const string Nobody = "nobody";

    public static void AddSignIn(this IServiceCollection services, ProviderSet providers, DevelopmentSecrets? builtIn, TimeProvider clock)
    {
        var issuers = providers.All.ToDictionary(provider => provider.Issuer, provider => new IssuerKeys(provider.Issuer, clock), StringComparer.Ordinal);
        var builtInKeys = builtIn is null || !issuers.Remove(DevelopmentSecrets.Issuer) ? null : KeyGeneration.Of([builtIn.SigningKey]);
        services.AddSingleton(_ => new RememberedTokens(issuer => issuers.TryGetValue(issuer, out var keys) ? keys.Generation() : builtInKeys, clock));
        services.AddScoped<IAuthenticationService, RememberingAuthentication>();

        services.AddAuthorization();
        var schemes = services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddPolicyScheme(JwtBearerDefaults.AuthenticationScheme, displayName: null, options => options.ForwardDefaultSelector = context =>
                PresentedToken.Of(context).Issuer is { } issuer && providers.WithIssuer(issuer) is { } provider ? Scheme(provider) : Nobody);

        foreach (var provider in providers.All)
        {
            schemes.AddJwtBearer(Scheme(provider), options =>
            {
                Harden(options, provider);
                options.Events.OnTokenValidated = context => Admit(context, provider, providers);
                if (issuers.TryGetValue(provider.Issuer, out var keys))
                    Trust(options, keys);
                else
                    Trust(options, builtIn!.SigningKey);
            });
        }

        // Whoever comes with a token of no issuer of ours, or without one, is asked to sign in by a scheme that knows no keys.
        schemes.AddJwtBearer(Nobody, options =>
        {
            Harden(options, provider: null);
            options.Configuration = new OpenIdConnectConfiguration();
        });
    }

    private static void Harden(JwtBearerOptions options, Provider? provider)
    {
        options.MapInboundClaims = false;
        // A hint at which check failed helps whoever tries to forge one.
        options.IncludeErrorDetails = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = provider?.Issuer,
            ValidateAudience = provider?.Audiences.Count > 0,
            ValidAudiences = provider?.Audiences,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            // Never an HMAC: whoever knows the public key could make one.
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, EdDsaKey.Algorithm],
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

    private static void Trust(JwtBearerOptions options, SecurityKey key)
    {
        options.TokenValidationParameters.IssuerSigningKey = key;
        options.Configuration = new OpenIdConnectConfiguration();
    }

    private static void Trust(JwtBearerOptions options, IssuerKeys keys)
    {
        options.ConfigurationManager = keys;
        options.Events.OnMessageReceived = context => PresentedToken.Of(context.HttpContext).KeyId is { } keyId
            ? keys.LookFor(keyId, context.HttpContext.RequestAborted)
            : Task.CompletedTask;
    }

    private static Task Admit(TokenValidatedContext context, Provider provider, ProviderSet providers)
    {
        var token = context.Principal!;
        if (provider.AuthorizedParties.Count > 0 && !provider.AuthorizedParties.Contains(token.SingleText("azp")))
            context.Fail("The token was made for another party.");
        else if (((JsonWebToken)context.SecurityToken).Subject() is { } subject && providers.ExternalIdOf(provider, subject) is { } externalId)
            context.HttpContext.Features.Set(new Caller(
                provider, externalId, TokenIdentifier.Of(provider.Issuer, subject), token, new DateTimeOffset(context.SecurityToken.ValidTo, TimeSpan.Zero)));
        else
            context.Fail("The token has no usable subject.");
        return Task.CompletedTask;
    }

    private static string Scheme(Provider provider) => $"provider {provider.Name}";
}
