using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A machine without the Kerberos library, such as Microsoft's chiseled image.</summary>
public sealed class KerberosTests(Apps apps)
{
    private const string Library = "libgssapi_krb5.so.2";

    [Fact]
    public async Task Connections_to_PostgreSQL_do_without_it_and_without_a_word()
    {
        var library = Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, Library))
            .FirstOrDefault(File.Exists);
        Assert.SkipUnless(TestNetwork.IsAllowed && library is not null, "Only root can hide a library, and there must be one.");
        await using var app = await apps.StartAsync(DatabaseKind.Postgres, settings => settings with { HiddenFile = library });
        var user = await app.NewUserAsync();
        Assert.Equal(HttpStatusCode.OK, (await (await app.SignedInAsync(user.Id)).CurrentAsync()).Status);
        Assert.DoesNotContain("gssapi", app.Api.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("warn:", app.Api.Output, StringComparison.Ordinal);
    }
}
