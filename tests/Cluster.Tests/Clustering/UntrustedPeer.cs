using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Somebody who knocks at a silo's port.</summary>
internal static class UntrustedPeer
{
    private static readonly SslApplicationProtocol Orleans = new("Orleans1");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether the silo says anything to who shows this certificate; null shows none.</summary>
    public static async Task<bool> IsSpokenToAsync(IPEndPoint silo, X509Certificate2? certificate)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(silo, patience.Token);
        await using var tls = new SslStream(client.GetStream());
        var authenticating = tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                ApplicationProtocols = [Orleans],
                ClientCertificateContext =
                    certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            },
            patience.Token);
        return await IsSpokenToAsync(tls, authenticating, patience.Token);
    }

    /// <summary>Whether a silo that calls here says anything to who shows this certificate.</summary>
    public static async Task<bool> IsSpokenToAsync(TcpListener called, X509Certificate2 certificate)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var caller = await called.AcceptTcpClientAsync(patience.Token);
        await using var tls = new SslStream(caller.GetStream());
        var authenticating = tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ApplicationProtocols = [Orleans],
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            },
            patience.Token);
        return await IsSpokenToAsync(tls, authenticating, patience.Token);
    }

    /// <summary>All that the silo answers to these bytes until it closes the connection.</summary>
    public static async Task<byte[]> AnswerToAsync(IPEndPoint silo, byte[] bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(silo, patience.Token);
        var answer = new MemoryStream();
        try
        {
            await client.GetStream().WriteAsync(bytes, patience.Token);
            await client.GetStream().CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // A reset ends the connection, too.
        }
        return answer.ToArray();
    }

    // In TLS 1.3 one side is done before the other has looked at its certificate; so what counts is whether anything is said then.
    private static async Task<bool> IsSpokenToAsync(SslStream tls, Task authenticating, CancellationToken patience)
    {
        try
        {
            await authenticating;
            return await tls.ReadAsync(new byte[1], patience) > 0;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return false;
        }
    }
}
