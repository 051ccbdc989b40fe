using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>Signed-in clients: session tokens of the configured issuer, checked by its published keys.</summary>
internal static class SignInHosting
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public static void AddSignIn(this IServiceCollection services, ClerkSettings clerk, DevelopmentSecrets? builtIn)
    {
        services.AddAuthorization();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = clerk.Issuer,
                ValidateAudience = false,
                // Never an HMAC: whoever knows the public key could make one.
                ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
                ClockSkew = ClockSkew,
            };
            options.Events = new JwtBearerEvents { OnTokenValidated = RequireSubject };

            if (builtIn is not null && clerk.Issuer == DevelopmentSecrets.Issuer)
            {
                options.TokenValidationParameters.IssuerSigningKey = builtIn.SigningKey;
                options.Configuration = new OpenIdConnectConfiguration();
            }
            else
            {
                options.ConfigurationManager = IssuerKeys.Manager(clerk.Issuer, new HttpClient { Timeout = TimeSpan.FromSeconds(5) });
            }
        });
    }

    private static Task RequireSubject(TokenValidatedContext context)
    {
        if (!ExternalId.IsUsable(context.Principal!.FindFirst("sub")?.Value))
            context.Fail("The token has no usable subject.");
        return Task.CompletedTask;
    }
}
