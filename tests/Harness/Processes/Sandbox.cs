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

    /// <summary>The settings with which the program was started.</summary>
    public ApiSettings Settings { get; }

    /// <summary>The program's database.</summary>
    public UsersDatabase Database { get; }

    /// <summary>The provider <c>clerk</c>, configured by the short keys, without an audience or authorized parties.</summary>
    public FakeProvider Clerk { get; }

    /// <summary>A provider of kind <c>auth0</c>: its issuer ends in a slash, its tokens have an audience.</summary>
    public FakeProvider Auth0 { get; }

    /// <summary>A provider of kind <c>oidc</c> with two authorized parties.</summary>
    public FakeProvider Corp { get; }

    /// <summary>The issuer of Clerk's tokens.</summary>
    public FakeIssuer Issuer => Clerk.Issuer;

    /// <summary>The first of the two secrets of Clerk's webhooks.</summary>
    public string Secret => Clerk.Secret;

    /// <summary>The second secret, as during a rotation. It is configured without its prefix.</summary>
    public string NextSecret => Clerk.NextSecret;

    /// <summary>The <c>/admin</c> API with the right key.</summary>
    public Admin Admin => new(Api, AdminKey);

    /// <summary>Starts the program on an empty database of this kind.</summary>
    public static async Task<Sandbox> StartAsync(ForeignClient foreign, DatabaseKind kind) =>
        await StartAsync(foreign, await UsersDatabase.CreateAsync(kind));

    /// <summary>Starts the program on this database. The sandbox disposes of the database.</summary>
    /// <param name="set">Changes the settings of the program.</param>
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

    /// <summary>Starts one more process of the same cluster. This needs PostgreSQL.</summary>
    public Task<ApiProcess> StartPeerAsync() => ApiProcess.StartAsync(Settings);

    /// <summary>Delivers an event as Clerk does.</summary>
    public Task<Answer> DeliverAsync(JsonNode body) => Api.DeliverAsync(Secret, body);

    /// <summary>Delivers an event as this provider does, under the headers of Standard Webhooks.</summary>
    public Task<Answer> DeliverAsync(FakeProvider from, JsonNode body) =>
        Api.DeliverAsync(from.Secret, body, from.WebhookPath, family: "webhook");

    /// <summary>A caller with a new token of Clerk. <paramref name="set"/> changes its claims.</summary>
    public Task<SignedIn> SignedInAsync(string subject, Action<JsonObject>? set = null) => SignedInAsync(Clerk, subject, set);

    /// <summary>A caller with a new token of this provider. <paramref name="set"/> changes its claims.</summary>
    /// <param name="at">The process of the cluster that is called; null means the first.</param>
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
