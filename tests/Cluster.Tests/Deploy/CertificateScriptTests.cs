using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary><c>deploy/certificates.sh</c>, by whose files the silos of a real deployment know each other.</summary>
public sealed class CertificateScriptTests
{
    [Fact]
    public async Task Silos_with_its_certificates_are_one_cluster_and_go_on_when_it_renews_them()
    {
        using var folder = new TemporaryFolder();
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        var settings = new ApiSettings { Database = database }
            .With("Storage__Path", folder.File("users.db"))
            .With("Orleans__Tls__Authority", folder.File("ca.crt"))
            .With("Orleans__Tls__Certificate", folder.File("tls.crt"))
            .With("Orleans__Tls__Key", folder.File("tls.key"));
        await MakeAsync(folder.Path);
        var (authority, first) = (await File.ReadAllTextAsync(folder.File("ca.crt")), await File.ReadAllTextAsync(folder.File("tls.crt")));

        await using var earlier = await ApiProcess.StartAsync(settings);
        await MakeAsync(folder.Path);
        await using var later = await ApiProcess.StartAsync(settings);
        await SecureCluster.ServesAsync(writer: earlier, reader: later);

        Assert.Equal(authority, await File.ReadAllTextAsync(folder.File("ca.crt")));
        Assert.NotEqual(first, await File.ReadAllTextAsync(folder.File("tls.crt")));
        // A silo notices at its next connection, and these two had one.
        Assert.Contains("renewed certificate", earlier.Output, StringComparison.Ordinal);
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_of_the_folder_can_read_a_key_and_a_certificate_lasts_for_more_than_a_year()
    {
        using var folder = new TemporaryFolder();
        var made = Path.Combine(folder.Path, "made");
        await MakeAsync(made);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(made));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(made, "ca.key")));
        Assert.Equal(["ca.crt", "ca.key", "tls.crt", "tls.key"], Directory.GetFiles(made).Select(Path.GetFileName).Order());
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(made, "tls.crt"));
        Assert.InRange(certificate.NotAfter.ToUniversalTime(), TimeProvider.System.GetUtcNow().AddDays(365).UtcDateTime, DateTime.MaxValue);
    }

    private static async Task MakeAsync(string folder)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "deploy", "certificates.sh"), [folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var script = Process.Start(start)!;
        var output = await Task.WhenAll(script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
        await script.WaitForExitAsync();
        Assert.True(script.ExitCode == 0, string.Concat(output));
    }
}
