using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// The secrets that stand in for a provider in Development: a webhook secret and a key that signs tokens. They are created at the first
/// start and stored beside the data.
/// </summary>
internal sealed record DevelopmentSecrets(string WebhookSecret, string TokenKey)
{
    private const string FileName = "development.json";

    /// <summary>The built-in issuer. There is no server at this address: the key is used inside the process only.</summary>
    public const string Issuer = "https://development.orleans-users.test";

    [JsonIgnore]
    public SecurityKey SigningKey => _signingKey ??= Import(TokenKey);

    private SecurityKey? _signingKey;

    /// <param name="isKept">Whether secrets that are created are stored, too.</param>
    /// <exception cref="SettingException">The folder cannot be used.</exception>
    public static DevelopmentSecrets ReadOrCreate(string folder, bool isKept)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (!isKept && !File.Exists(path))
                return New();
            Directory.CreateDirectory(folder);
            if (!File.Exists(path))
                Create(path);
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), DevelopmentJson.Default.DevelopmentSecrets)!;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new SettingException(
                "Storage__Path",
                $"{FileName} beside it cannot be written or read. Check its permissions, or delete it: it is then created again.",
                unusable);
        }
    }

    private static DevelopmentSecrets New()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new DevelopmentSecrets(
            $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}", key.ExportPkcs8PrivateKeyPem());
    }

    private static void Create(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
            JsonSerializer.Serialize(file, New(), DevelopmentJson.Default.DevelopmentSecrets);
        try
        {
            File.Move(draft, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process started at the same moment and was first. Its secrets are used.
            File.Delete(draft);
        }
    }

    private static ECDsaSecurityKey Import(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new ECDsaSecurityKey(key) { KeyId = "development" };
    }
}

[JsonSerializable(typeof(DevelopmentSecrets))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(DevelopmentToken))]
[JsonSerializable(typeof(DevelopmentDelivery))]
internal sealed partial class DevelopmentJson : JsonSerializerContext;
