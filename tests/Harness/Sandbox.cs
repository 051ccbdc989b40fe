using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>The program set up as in production, with a database of its own and a fake Clerk that issues tokens and sends webhooks.</summary>
public sealed class Sandbox : IAsyncDisposable
{
    private Sandbox(UsersDatabase database, FakeIssuer issuer, ApiSettings settings, string secret, string nextSecret) =>
        (Database, Issuer, Settings, Secret, NextSecret) = (database, issuer, settings, secret, nextSecret);

    /// <summary>The running program.</summary>
    public ApiProcess Api { get; private set; } = null!;

    /// <summary>What it was started with.</summary>
    public ApiSettings Settings { get; }

    /// <summary>Where it keeps its users.</summary>
    public UsersDatabase Database { get; }

    /// <summary>Whose tokens it accepts.</summary>
    public FakeIssuer Issuer { get; }

    /// <summary>The first of the two webhook secrets it accepts.</summary>
    public string Secret { get; }

    /// <summary>The second one, as during a rotation; configured without its prefix.</summary>
    public string NextSecret { get; }

    /// <summary>Starts the program on an empty database of this kind.</summary>
    public static async Task<Sandbox> StartAsync(ForeignClient foreign, DatabaseKind kind) =>
        await StartAsync(foreign, await UsersDatabase.CreateAsync(kind));

    /// <summary>Starts the program on this database, which the sandbox clears away.</summary>
    public static async Task<Sandbox> StartAsync(ForeignClient foreign, UsersDatabase database)
    {
        var issuer = await foreign.StartIssuerAsync();
        var (secret, next) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());
        var settings = new ApiSettings { Environment = "Production", Database = database }
            .With("CLERK_ISSUER", issuer.Url)
            .With("CLERK_WEBHOOK_SECRET", $"{secret} {next["whsec_".Length..]}");
        var sandbox = new Sandbox(database, issuer, settings, secret, next);
        try
        {
            sandbox.Api = await ApiProcess.StartAsync(settings);
            return sandbox;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Delivers an event as Clerk does.</summary>
    public Task<Answer> DeliverAsync(JsonNode body) => Api.DeliverAsync(Secret, body);

    /// <summary>A caller with a fresh token; what is set on the claims comes on top of Clerk's.</summary>
    public async Task<SignedIn> SignedInAsync(string subject, Action<JsonObject>? set = null) =>
        new(Api, await Issuer.TokenAsync(subject, set));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Database.DisposeAsync();
    }
}
