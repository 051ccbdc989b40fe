using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// A program in Development, so that the test itself can sign everything and need ask nobody; beside Clerk it has the two other kinds of
/// providers.
/// </summary>
internal sealed class FuzzTarget : IAsyncDisposable
{
    private const string Issuer = "https://development.orleans-users.test";

    private readonly UsersDatabase _database;
    private readonly ECDsa _key = ECDsa.Create();

    private FuzzTarget(UsersDatabase database, FakeProvider[] others) => (_database, Others) = (database, others);

    public ApiProcess Api { get; private set; } = null!;

    public UsersDatabase Database => _database;

    /// <summary>The providers whose issuers are real ones.</summary>
    public IReadOnlyList<FakeProvider> Others { get; }

    /// <summary>What Clerk signs with.</summary>
    public string Secret { get; private set; } = "";

    public static async Task<FuzzTarget> StartAsync(ForeignClient foreign, DatabaseKind kind)
    {
        FakeProvider[] others =
        [
            new("auth0", "auth0", await foreign.StartIssuerAsync(slash: true)),
            new("corp", "oidc", await foreign.StartIssuerAsync()),
        ];
        var target = new FuzzTarget(await UsersDatabase.CreateAsync(kind), others);
        var settings = others
            .Aggregate(new ApiSettings { Database = target.Database }, (all, provider) => provider.AddTo(all))
            .With("ADMIN_API_KEY", Sandbox.AdminKey);
        target.Api = await ApiProcess.StartAsync(settings);
        // Beside the users' file; on PostgreSQL, where the program would have it.
        var folder = target.Database.Path is { } file ? Path.GetDirectoryName(file)! : Path.Combine(target.Api.Folder, "data");
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "development.json")))!;
        target.Secret = (string)secrets["WebhookSecret"]!;
        target._key.ImportFromPem((string)secrets["TokenKey"]!);
        return target;
    }

    public static JsonObject Claims(string subject)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = subject,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 600,
            ["name"] = "Ada",
            ["email"] = "ada@example.test",
            ["email_verified"] = true,
        };
    }

    public string Token(string subject) => Token("""{"alg":"ES256","kid":"development","typ":"JWT"}""", Claims(subject).ToJsonString());

    /// <summary>A token with a good signature, whatever its parts say.</summary>
    public string Token(string header, string claims)
    {
        var signed = $"{Base64(header)}.{Base64(claims)}";
        var bytes = System.Text.Encoding.ASCII.GetBytes(signed);
        lock (_key)
            return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(_key.SignData(bytes, HashAlgorithmName.SHA256))}";
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await _database.DisposeAsync();
        _key.Dispose();
    }

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));
}
