using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// A program with a <c>PathBase</c> behind nginx: as <c>deploy/nginx.conf</c> says, without buffers, and as nginx is by default with
/// compression of everything.
/// </summary>
public sealed class NginxFront(Apps apps) : IAsyncLifetime
{
    /// <summary>The prefix of <c>deploy/nginx.conf</c>.</summary>
    public const string PathBase = "/users-api";

    /// <summary>The subject of nginx's certificate.</summary>
    public const string Subject = "CN=127.0.0.1";

    private readonly TemporaryFolder _folder = new();
    private readonly int _documented = FreePort.Find();
    private readonly int _unbuffered = FreePort.Find();
    private readonly int _bare = FreePort.Find();
    private NginxProcess? _nginx;

    /// <summary>The program and its providers.</summary>
    public Sandbox App { get; private set; } = null!;

    /// <summary>The ways to the program.</summary>
    public static TheoryData<Way> Ways => [.. Enum.GetValues<Way>()];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        App = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("PathBase", PathBase));
        var api = App.Api.Client.BaseAddress!.Authority;
        await WriteCertificateAsync();
        _nginx = await NginxProcess.StartAsync(
            $$"""
            {{Documented(api)}}
            server {
                listen 127.0.0.1:{{_unbuffered}};
                proxy_buffering off;
                location / { proxy_pass http://{{api}}; }
                location {{PathBase}}/ { proxy_pass http://{{api}}/; }
            }
            server {
                listen 127.0.0.1:{{_bare}};
                gzip on;
                gzip_types *;
                gzip_proxied any;
                gzip_min_length 1;
                proxy_buffering on;
                location / { proxy_pass http://{{api}}/; }
                location {{PathBase}}/ { proxy_pass http://{{api}}; }
            }
            """);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
            await _nginx.DisposeAsync();
        await App.DisposeAsync();
        _folder.Dispose();
    }

    internal ProxyClient Client(Way way) => way switch
    {
        Way.Documented => new($"https://127.0.0.1:{_documented}", HttpVersion.Version11),
        Way.DocumentedHttp2 => new($"https://127.0.0.1:{_documented}", HttpVersion.Version20),
        Way.Prefix => new($"https://127.0.0.1:{_documented}{PathBase}", HttpVersion.Version11),
        Way.PrefixHttp2 => new($"https://127.0.0.1:{_documented}{PathBase}", HttpVersion.Version20),
        Way.Unbuffered => new($"http://127.0.0.1:{_unbuffered}", HttpVersion.Version11),
        Way.UnbufferedStripped => new($"http://127.0.0.1:{_unbuffered}{PathBase}", HttpVersion.Version11),
        Way.BareDecoding => new($"http://127.0.0.1:{_bare}", HttpVersion.Version11),
        _ => new($"http://127.0.0.1:{_bare}{PathBase}", HttpVersion.Version11),
    };

    // Only what belongs to the machine is replaced.
    private string Documented(string api)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "nginx.conf"));
        foreach (var (from, to) in new[]
        {
            ("server 127.0.0.1:5080;", $"server {api};"),
            ("listen 443 ", $"listen 127.0.0.1:{_documented} "),
            ("/etc/nginx/users.example.com.crt", _folder.File("tls.crt")),
            ("/etc/nginx/users.example.com.key", _folder.File("tls.key")),
        })
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }
        return text;
    }

    private async Task WriteCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(_folder.File("tls.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(_folder.File("tls.key"), key.ExportPkcs8PrivateKeyPem());
    }
}

/// <summary>A way through nginx to the program.</summary>
public enum Way
{
    /// <summary><c>deploy/nginx.conf</c> by HTTP/1.1.</summary>
    Documented,

    /// <summary><c>deploy/nginx.conf</c> by HTTP/2.</summary>
    DocumentedHttp2,

    /// <summary><c>deploy/nginx.conf</c> under the prefix, which nginx leaves in the path, by HTTP/1.1.</summary>
    Prefix,

    /// <summary>The same by HTTP/2.</summary>
    PrefixHttp2,

    /// <summary>Without buffers.</summary>
    Unbuffered,

    /// <summary>Without buffers, under a prefix that nginx takes away. nginx decodes the path.</summary>
    UnbufferedStripped,

    /// <summary>HTTP/1.0 to the program, buffers, compression. nginx decodes the path and merges slashes.</summary>
    BareDecoding,

    /// <summary>The same under a prefix that stays, with the path as the client wrote it.</summary>
    BarePrefix,
}
