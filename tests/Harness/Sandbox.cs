using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>
/// The program set up as in production, with a database of its own, and fake identity providers that issue tokens and send webhooks.
/// </summary>
public sealed class Sandbox : IAsyncDisposable
{
    /// <summary>The key of its <c>/admin</c> API.</summary>
    public const string AdminKey = "an-admin-key-of-more-than-32-characters";

    private Sandbox(UsersDatabase database, ApiSettings settings, FakeProvider clerk, FakeProvider auth0, FakeProvider corp) =>
        (Database, Settings, Clerk, Auth0, Corp) = (database, settings, clerk, auth0, corp);

    /// <summary>The running program.</summary>
    public ApiProcess Api { get; private set; } = null!;

    /// <summary>What it was started with.</summary>
    public ApiSettings Settings { get; }

    /// <summary>Where it keeps its users.</summary>
    public UsersDatabase Database { get; }

    /// <summary>Configured by the short settings, with nothing asked of its tokens but what every token must have.</summary>
    public FakeProvider Clerk { get; }

    /// <summary>Of kind <c>auth0</c>: its issuer ends in a slash, its tokens have an audience.</summary>
    public FakeProvider Auth0 { get; }

    /// <summary>Of kind <c>oidc</c>: its tokens are for two authorized parties.</summary>
    public FakeProvider Corp { get; }

    /// <summary>Whose tokens are Clerk's.</summary>
    public FakeIssuer Issuer => Clerk.Issuer;

    /// <summary>The first of the two secrets Clerk's webhooks may be signed with.</summary>
    public string Secret => Clerk.Secret;

    /// <summary>The second one, as during a rotation; configured without its prefix.</summary>
    public string NextSecret => Clerk.NextSecret;

    /// <summary>The <c>/admin</c> API with the right key.</summary>
    public Admin Admin => new(Api, AdminKey);

    /// <summary>Starts the program on an empty database of this kind.</summary>
    public static async Task<Sandbox> StartAsync(ForeignClient foreign, DatabaseKind kind) =>
        await StartAsync(foreign, await UsersDatabase.CreateAsync(kind));

    /// <summary>Starts the program on this database, which the sandbox clears away.</summary>
    /// <param name="set">Sets what else the program is started with.</param>
    public static async Task<Sandbox> StartAsync(ForeignClient foreign, UsersDatabase database, Func<ApiSettings, ApiSettings>? set = null)
    {
        var clerk = new FakeProvider("clerk", "clerk", await foreign.StartIssuerAsync());
        var auth0 = new FakeProvider("auth0", "auth0", await foreign.StartIssuerAsync(slash: true))
        {
            Audience = "https://api.example.test",
        };
        var corp = new FakeProvider("corp", "oidc", await foreign.StartIssuerAsync())
        {
            AuthorizedParties = ["https://app.example.test", "http://localhost:3000"],
        };
        var settings = new ApiSettings { Environment = "Production", Database = database }
            .With("CLERK_ISSUER", clerk.Issuer.Url)
            .With("CLERK_WEBHOOK_SECRET", $"{clerk.Secret} {clerk.NextSecret["whsec_".Length..]}")
            .With("ADMIN_API_KEY", AdminKey);
        settings = corp.AddTo(auth0.AddTo(settings));
        var sandbox = new Sandbox(database, set is null ? settings : set(settings), clerk, auth0, corp);
        try
        {
            sandbox.Api = await ApiProcess.StartAsync(sandbox.Settings);
            return sandbox;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>One more process of the same cluster; only PostgreSQL lets two share a database.</summary>
    public Task<ApiProcess> StartPeerAsync() => ApiProcess.StartAsync(Settings);

    /// <summary>Delivers an event as Clerk does.</summary>
    public Task<Answer> DeliverAsync(JsonNode body) => Api.DeliverAsync(Secret, body);

    /// <summary>Delivers an event as this provider does, under the headers of Standard Webhooks.</summary>
    public Task<Answer> DeliverAsync(FakeProvider from, JsonNode body) =>
        Api.DeliverAsync(from.Secret, body, from.WebhookPath, family: "webhook");

    /// <summary>A caller with a fresh token; what is set on the claims comes on top of Clerk's.</summary>
    public Task<SignedIn> SignedInAsync(string subject, Action<JsonObject>? set = null) => SignedInAsync(Clerk, subject, set);

    /// <summary>A caller with a fresh token of this provider.</summary>
    /// <param name="at">Which process of the cluster is called; null is the first.</param>
    public async Task<SignedIn> SignedInAsync(
        FakeProvider provider, string subject, Action<JsonObject>? set = null, ApiProcess? at = null) =>
        new(at ?? Api, await provider.TokenAsync(subject, set));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Database.DisposeAsync();
    }
}
