using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class SiloTlsTests
{
    private const byte Alert = 0x15;
    private const int Joining = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Silos_with_certificates_of_one_authority_are_one_cluster()
    {
        await using var cluster = await SecureCluster.StartAsync();
        Assert.Equal(2, (await cluster.SilosAsync()).Count);
        await SecureCluster.ServesAsync(writer: cluster.First, reader: cluster.Second);
        await SecureCluster.ServesAsync(writer: cluster.Second, reader: cluster.First);
    }

    [Fact]
    public async Task Who_does_not_show_a_good_certificate_of_the_authority_hears_nothing_from_a_silo()
    {
        await using var cluster = await SecureCluster.StartAsync();
        using var other = new SiloAuthority();
        var silo = (await cluster.SilosAsync())[0];

        Assert.True(await IsSpokenToAsync(cluster.Authority.Issue()));
        Assert.False(await UntrustedPeer.IsSpokenToAsync(silo, certificate: null));
        Assert.False(await IsSpokenToAsync(other.Issue()));
        Assert.False(await IsSpokenToAsync(cluster.Authority.Issue(firstDay: -2, lastDay: -1)));
        Assert.False(await IsSpokenToAsync(cluster.Authority.Issue(firstDay: 1, lastDay: 2)));
        Assert.False(await IsSpokenToAsync(cluster.Authority.Issue(purposes: SiloAuthority.Server)));
        await SecureCluster.ServesAsync(writer: cluster.First, reader: cluster.Second);

        async Task<bool> IsSpokenToAsync(X509Certificate2 certificate)
        {
            using (certificate)
                return await UntrustedPeer.IsSpokenToAsync(silo, certificate);
        }
    }

    [Fact]
    public async Task Who_speaks_without_TLS_is_told_that_it_is_missing_and_nothing_else()
    {
        await using var cluster = await SecureCluster.StartAsync();
        var silo = (await cluster.SilosAsync())[0];
        byte[][] openings = [[0, 0, 0, 64, 0, 0, 0, 0, .. new byte[64]], Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: silo\r\n\r\n")];
        foreach (var opening in openings)
        {
            var answer = await UntrustedPeer.AnswerToAsync(silo, opening);
            Assert.True(answer is [] or [Alert, _, _, _, _, _, _], Convert.ToHexString(answer));
        }
        await SecureCluster.ServesAsync(writer: cluster.First, reader: cluster.Second);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_process_without_TLS_or_of_another_authority_does_not_get_into_the_cluster_of_its_database_nor_disturb_it(
        bool hasTls)
    {
        await using var cluster = await SecureCluster.StartAsync();
        using var other = new SiloAuthority();
        var silos = await cluster.SilosAsync();

        await using var outsider = SiloProcess.Start(hasTls ? cluster.NewFiles(other).AddTo(cluster.Plain) : cluster.Plain);
        await HasSaidAsync(outsider, "Failed to get ping responses from 2 of 2");

        Assert.Equal(silos, await cluster.SilosAsync());
        Assert.Equal(Joining, (await cluster.MembersAsync())[^1].Status);
        await SecureCluster.ServesAsync(writer: cluster.First, reader: cluster.Second);
        await SecureCluster.ServesAsync(writer: cluster.Second, reader: cluster.First);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_silo_speaks_to_who_took_the_address_of_a_dead_one_only_if_it_has_a_certificate_of_the_authority(bool hasOne)
    {
        await using var cluster = await SecureCluster.StartAsync();
        using var other = new SiloAuthority();
        using var certificate = (hasOne ? cluster.Authority : other).Issue();
        var address = (await cluster.SilosAsync())[1];

        await cluster.Second.KillAsync();
        using var impostor = new TcpListener(address);
        impostor.Start();
        Assert.Equal(hasOne, await UntrustedPeer.IsSpokenToAsync(impostor, certificate));
    }

    [Fact]
    public async Task Renewed_certificates_count_without_a_restart_and_so_does_a_new_authority()
    {
        await using var cluster = await SecureCluster.StartAsync();
        using var next = new SiloAuthority();
        using var renewed = next.Issue();
        foreach (var files in cluster.Files)
            files.Write(renewed, cluster.Authority, next);

        await using var process = await ApiProcess.StartAsync(cluster.NewFiles(next).AddTo(cluster.Plain));
        Assert.Equal(3, (await cluster.SilosAsync()).Count);
        await SecureCluster.ServesAsync(writer: cluster.First, reader: process);
    }

    [Fact]
    public async Task A_certificate_that_is_half_renewed_leaves_the_one_before_it_in_use()
    {
        await using var cluster = await SecureCluster.StartAsync();
        foreach (var files in cluster.Files)
            await File.WriteAllTextAsync(files.Key, "-----BEGIN PRIVATE KEY-----\n");

        await using var process = await ApiProcess.StartAsync(cluster.NewFiles(cluster.Authority).AddTo(cluster.Plain));
        await SecureCluster.ServesAsync(writer: cluster.First, reader: process);
        Assert.Contains("Orleans__Tls__Key", cluster.First.Output, StringComparison.Ordinal);
    }

    private static async Task HasSaidAsync(SiloProcess process, string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!process.Output.Contains(text, StringComparison.Ordinal))
            await look.WaitForNextTickAsync(patience.Token);
    }
}
