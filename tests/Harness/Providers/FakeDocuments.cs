using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Harness;

/// <summary>
/// Publishes the documents of many issuers on one server, in the process of the test. The first part of an issuer's path says what is wrong
/// with it; at any other one all is well.
/// </summary>
public sealed class FakeDocuments : IAsyncDisposable
{
    private static readonly JsonNode SigningKey = NewKey("sig");
    private static readonly JsonNode EncryptionKey = NewKey("enc");
    private static readonly JsonNode SymmetricKey = new JsonObject { ["kty"] = "oct", ["kid"] = "secret", ["k"] = "c2VzYW1lLXNlc2FtZQ" };

    private readonly CancellationTokenSource _end = new();
    private WebApplication _host = null!;

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>
    /// The address of an issuer: <c>404</c>, <c>html</c>, <c>silent</c>, <c>no-keys</c>, <c>encryption</c> (only such keys), <c>other</c>
    /// (its discovery document has another issuer), <c>clock/60</c> (its clock is so many seconds ahead).
    /// </summary>
    public string Issuer(string kind = "well") => $"{Url}/{kind}";

    /// <summary>Starts it on a free port.</summary>
    public static async Task<FakeDocuments> StartAsync()
    {
        var documents = new FakeDocuments();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        documents._host = builder.Build();
        documents._host.Run(documents.AnswerAsync);
        await documents._host.StartAsync();
        documents.Url = documents._host.Urls.Single();
        return documents;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _host.DisposeAsync();
        _end.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var parts = path.Split('/');
        var (kind, isDiscovery) = (parts[1], parts[^1] == "openid-configuration");
        var issuer = Url + path[..path.IndexOf("/.well-known/", StringComparison.Ordinal)];
        if (kind == "silent")
            await Task.Delay(Timeout.Infinite, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (kind == "clock")
            context.Response.Headers.Date = TimeProvider.System.GetUtcNow()
                .AddSeconds(int.Parse(parts[2], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture);
        context.Response.StatusCode = kind == "404" ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        context.Response.ContentType = kind == "html" ? "text/html" : "application/json";
        var discovery = new JsonObject
        {
            ["issuer"] = kind == "other" ? $"{issuer}/" : issuer,
            ["jwks_uri"] = $"{issuer}/.well-known/jwks.json",
        };
        var body = kind == "html" ? "<html>\n   at sesame\n</html>" : isDiscovery ? discovery.ToJsonString() : KeySet(kind).ToJsonString();
        await context.Response.WriteAsync(body);
    }

    private static JsonObject KeySet(string kind) => new()
    {
        ["keys"] = kind switch
        {
            "no-keys" => new JsonArray(),
            "encryption" => new JsonArray(EncryptionKey.DeepClone(), SymmetricKey.DeepClone()),
            _ => new JsonArray(SigningKey.DeepClone()),
        },
    };

    private static JsonObject NewKey(string use)
    {
        using var rsa = RSA.Create(2048);
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = use,
            ["use"] = use,
            ["n"] = Base64Url.EncodeToString(key.Modulus),
            ["e"] = Base64Url.EncodeToString(key.Exponent),
        };
    }
}
