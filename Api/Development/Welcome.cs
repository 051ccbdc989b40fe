using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// Prints at start where the process listens, where users are stored and which providers accept tokens for other apps. In Development it
/// also prints how to try the program.
/// </summary>
internal static class Welcome
{
    public static void PrintWelcome(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var store = app.Services.GetRequiredService<StoreLocation>();
        Console.WriteLine($"OrleansUsers listens on {address}; users are stored in: {store.Text}");
        foreach (var open in app.Services.GetRequiredService<ProviderSet>().All.Where(provider => provider.AcceptsTokensForOthers))
            Console.WriteLine(
                $"Providers__{open.Name}__Audience is not set: tokens that {open.Issuer} made for other apps are accepted here, too.");
        if (app.Services.GetService<DevelopmentSecrets>() is not { } secrets)
            return;

        const string Sample = """{"type":"user.created","data":{"id":"user_1","first_name":"Ada","last_name":"Lovelace"}}""";
        Console.WriteLine($$$"""

            Development: anyone can sign in, and webhooks are signed with {{{secrets.WebhookSecret}}}

              See the example:    open {{{address}}}/ in a browser
              Send a webhook:     curl {{{address}}}/dev/webhooks --json '{{{Sample}}}'
              Get a token:        TOKEN=$(curl -s {{{address}}}/dev/tokens --json '{"sub":"user_1"}' | cut -d'"' -f4)
              Read your user:     curl {{{address}}}/users/current -H "Authorization: Bearer $TOKEN"

            """);
    });
}
