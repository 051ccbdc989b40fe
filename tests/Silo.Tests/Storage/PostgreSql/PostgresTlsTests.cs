using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace OrleansUsers.Silo.Tests;

/// <summary>Certificates that cannot be used. The server here accepts TLS with an untrusted certificate.</summary>
public sealed class PostgresTlsTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData("sslmode=require&sslcert=/no/such/file", "the client certificate or key that it names cannot be read as PEM or .pfx.")]
    [InlineData("sslmode=require&sslcert=FILE&sslkey=FILE", "the client certificate or key that it names cannot be read as PEM or .pfx.")]
    [InlineData("sslmode=require&sslrootcert=/no/such/file", "the root certificate that it names cannot be read as PEM.")]
    [InlineData("sslmode=verify-full&sslrootcert=system", "the database's certificate is not trusted")]
    public async Task A_certificate_that_cannot_be_used_is_reported_as_such(string parameters, string why)
    {
        _server.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(stop.Token);
        var url = $"postgres://u@localhost:{((IPEndPoint)_server.LocalEndpoint).Port}/d?{parameters}";
        await using var database = NpgsqlDataSource.Create(PostgresSettings.Read(url.Replace("FILE", _file, StringComparison.Ordinal)));

        var refused = await Assert.ThrowsAsync<SettingException>(new PostgresStore(database, NullLogger<PostgresStore>.Instance).Prepare);

        Assert.StartsWith($"{PostgresSettings.Key}: {why}", refused.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await serving;
    }

    public void Dispose()
    {
        _server.Dispose();
        File.Delete(_file);
    }

    // Npgsql connects twice: it retries without the encryption of Kerberos.
    private async Task ServeAsync(CancellationToken stop)
    {
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _server.AcceptTcpClientAsync(stop);
                await client.GetStream().ReadExactlyAsync(new byte[8], stop);
                await client.GetStream().WriteAsync("S"u8.ToArray(), stop);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(certificate).WaitAsync(stop);
                _ = await tls.ReadAsync(new byte[1], stop);
            }
            catch (Exception gone) when (gone is IOException or AuthenticationException or OperationCanceledException)
            {
                // The client has closed the connection.
            }
        }
    }
}
