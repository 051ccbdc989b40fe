using CsCheck;
using Npgsql;

namespace OrleansUsers.Silo.Tests;

/// <summary>A failing sample prints its seed; run it again with the environment variable CsCheck_Seed.</summary>
public sealed class PostgresUrlRefusalTests
{
    private const int Samples = 20_000;

    private const string Secret = "open-sesame";

    private static readonly Gen<string> Garbled = Gen.OneOf(
        Gen.OneOf<string>("@", ":", "/", "?", "&", "=", "%", "%2", "%00", "%FF", "%0A", "[", "]", "[::1]", ",", "#", " "),
        Gen.OneOf<string>("\n", "\0", "\uD800", "h", "5432", "host=", "port=", "host=/tmp", "?sslmode=", "&x=", "user", "dbname"),
        Gen.OneOf<string>("sslnegotiation=direct", "require_auth=!none", "connect_timeout=7", "keepalives_idle=1", "schema"),
        Gen.String).Array[0, 8].Select(string.Concat);

    [Theory]
    [InlineData("postgres://", "names no host")]
    [InlineData("postgres:///d", "names no host")]
    [InlineData("postgres://u:open-sesame@/d", "names no host")]
    [InlineData("postgres://u:open-sesame@a,/d", "names no host")]
    [InlineData("postgres://u:open-sesame@h:0/d", "from 1 to 65535")]
    [InlineData("postgres://u:open-sesame@h:65536/d", "from 1 to 65535")]
    [InlineData("postgres://u:open-sesame@::1/d", "in brackets")]
    [InlineData("postgres://u:open-sesame@[::1/d", "one is written [2001:db8::1]")]
    [InlineData("postgres://u:open-sesame@[]/d", "one is written [2001:db8::1]")]
    [InlineData("postgres://u:open-sesame@[::1]z/d", "one is written [2001:db8::1]")]
    [InlineData("postgres://u:open-sesame@h/d?host=h:5432", "?port=")]
    [InlineData("postgres://u:open-sesame@a%2Cb/d", "?port=")]
    [InlineData("postgres://u:open-sesame@a,%2Fsock%3Aet/d", "Unix socket")]
    [InlineData("postgres://u:open-sesame@a,b,c/d?port=1,2", "one port for all hosts")]
    [InlineData("postgres://u:open-sesame%@h/d", "%25")]
    [InlineData("postgres://u:open-sesame%zz@h/d", "%25")]
    [InlineData("postgres://u:open-sesame%FF@h/d", "UTF-8")]
    [InlineData("postgres://u:open-sesame%00@h/d", "%00")]
    [InlineData("postgres://u:open-sesame%0A@h/d", "%0A")]
    [InlineData("postgres://u:open/sesame@h/d", "written %2F")]
    [InlineData("postgres://u:1/open-sesame@h/d", "written %2F")]
    [InlineData("postgres://u:1?open-sesame@h/d", "%3F")]
    [InlineData("postgres://u:1?open-sesame=1@h/d", "%3F")]
    [InlineData("postgres://u:open-sesame@h/d?sslmode", "has no =")]
    [InlineData("postgres://u:open-sesame@h/d?sslmod=require", "parameter sslmod is not supported")]
    [InlineData("postgres://u:open-sesame@h/d?sslcrl=/c", "parameter sslcrl is not supported")]
    [InlineData("postgres://u:open-sesame@h/d?a%0Ab=1", "has a parameter that is not supported")]
    [InlineData("postgres://u:open-sesame@h/d?sslmode=on",
        "sslmode must be disable, allow, prefer, require, verify-ca, verify-full or no-verify")]
    [InlineData("postgres://u:open-sesame@h/d?channel_binding=yes", "channel_binding must be disable, prefer or require")]
    [InlineData("postgres://u:open-sesame@h/d?target_session_attrs=best", "target_session_attrs must be any, read-write")]
    [InlineData("postgres://u:open-sesame@h/d?connect_timeout=1025", "connect_timeout must be a whole number from 0 to 1024")]
    [InlineData("postgres://u:open-sesame@h/d?connection_limit=0", "connection_limit must be a whole number from 1 to 10000")]
    [InlineData("postgres://u:open-sesame@h/d?pgbouncer=yes", "pgbouncer must be true, false, 1 or 0")]
    [InlineData("postgres://u:open-sesame@h/d?client_encoding=LATIN1", "client_encoding must be UTF8")]
    [InlineData("postgres://u:open-sesame@h/d?require_auth=oauth", "require_auth must be some of")]
    [InlineData("postgres://u:open-sesame@h/d?require_auth=md5,!none", "require_auth must be some of")]
    [InlineData("postgres://u:open-sesame@h/d?require_auth=!password,!md5,!gss,!sspi,!scram-sha-256,!none", "require_auth must be some of")]
    [InlineData("postgres://u:open-sesame@h/d?sslnegotiation=direct", "needs sslmode=require")]
    [InlineData("postgres://u:open-sesame@h/d?sslrootcert=system&sslmode=require", "needs sslmode=verify-full")]
    public void A_url_that_cannot_be_used_is_refused_and_its_secrets_are_kept(string url, string why)
    {
        var refused = Assert.Throws<SettingException>(() => PostgresSettings.Read(url, "DATABASE_URL"));

        Assert.StartsWith("DATABASE_URL: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_behind_the_scheme_is_read_or_refused_without_its_password() =>
        Gen.Select(Garbled, Garbled, Garbled).Sample(
            (before, within, after) =>
            {
                try
                {
                    var settings = PostgresSettings.Read($"postgres://{before}:{within}{Secret}{within}@{after}");
                    using var database = NpgsqlDataSource.Create(settings);
                    return true;
                }
                catch (SettingException refused)
                {
                    return !refused.Message.Contains(Secret, StringComparison.Ordinal);
                }
            },
            iter: Samples);

    [Theory, InlineData("jdbc:postgresql://u:open-sesame@h/d"), InlineData("Passwort=open-sesame"), InlineData("")]
    public void What_is_neither_url_nor_connection_string_is_refused(string text)
    {
        var refused = Assert.Throws<SettingException>(() => PostgresSettings.Read(text));

        Assert.StartsWith(PostgresSettings.Key, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
    }
}
