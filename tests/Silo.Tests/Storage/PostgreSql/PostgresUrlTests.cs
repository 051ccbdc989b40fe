using CsCheck;
using Npgsql;

namespace OrleansUsers.Silo.Tests;

/// <summary>A failing sample prints its seed; run it again with the environment variable CsCheck_Seed.</summary>
public sealed class PostgresUrlTests
{
    private const int Samples = 20_000;

    // Characters with a meaning in URLs and connection strings, and letters of other scripts. No zero byte: no server accepts it.
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf<string>("%", "%41", "+", " ", "@", ":", "/", "?", "#", "&", "=", ",", ";", "'", "\"", "[", "]", "\\", "\r\n"),
        Gen.OneOf<string>("Password=x;", "é", "e\u0301", "👩‍🚀"),
        Gen.Char['0', 'z'].Array[1, 8].Select(chars => new string(chars)),
        Gen.Int[1, 0x10FFFF].Where(scalar => scalar is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32));

    // The builder of connection strings loses a line feed at the end of a value.
    private static readonly Gen<string> Part = Piece.Array[1, 12].Select(string.Concat).Where(text => !text.EndsWith('\n'));

    // Npgsql separates hosts by commas and ports by colons, and trims both.
    private static readonly Gen<string> Host = Part.Where(host => !host.Contains(',') && !host.Contains(':') && host.Trim() == host);

    [Theory]
    [InlineData("postgres://h/d", true)]
    [InlineData("PostgreSQL://h/d", true)]
    [InlineData("jdbc:postgresql://h/d", false)]
    [InlineData("postgresql+psycopg://h/d", false)]
    [InlineData("postgres:h", false)]
    [InlineData("Host=h", false)]
    public void A_url_is_known_by_its_scheme(string text, bool isUrl) => Assert.Equal(isUrl, PostgresUrl.Is(text));

    // URLs as hosting providers print them, and as libpq's documentation and tests have them. Each must equal an Npgsql connection string.
    [Theory]
    // Heroku
    [InlineData("postgres://uabc:p123@ec2-1-2-3-4.compute-1.amazonaws.com:5432/d4b5",
        "Host=ec2-1-2-3-4.compute-1.amazonaws.com;Port=5432;Username=uabc;Password=p123;Database=d4b5")]
    // Neon
    [InlineData("postgresql://owner:npg_x@ep-cool-1.eu.aws.neon.tech/neondb?sslmode=require&channel_binding=require",
        "Host=ep-cool-1.eu.aws.neon.tech;Username=owner;Password=npg_x;Database=neondb;SSL Mode=Require;Channel Binding=Require")]
    [InlineData("postgres://u:p@h/d?options=endpoint%3Dep-cool-1", "Host=h;Username=u;Password=p;Database=d;Options='endpoint=ep-cool-1'")]
    // Supabase: its pooler, and as Vercel prints it
    [InlineData("postgresql://postgres.ref:p@aws-0-eu.pooler.supabase.com:6543/postgres?pgbouncer=true&connection_limit=1&schema=public",
        "Host=aws-0-eu.pooler.supabase.com;Port=6543;Username=postgres.ref;Password=p;Database=postgres;"
            + "Maximum Pool Size=1;Max Auto Prepare=0;No Reset On Close=true")]
    [InlineData("postgres://postgres.ref:p@h:6543/postgres?sslmode=require&supa=base-pooler.x",
        "Host=h;Port=6543;Username=postgres.ref;Password=p;Database=postgres;SSL Mode=Require;Max Auto Prepare=0;No Reset On Close=true")]
    // Railway
    [InlineData("postgresql://postgres:p@containers-us-west-1.railway.app:6789/railway",
        "Host=containers-us-west-1.railway.app;Port=6789;Username=postgres;Password=p;Database=railway")]
    // DigitalOcean
    [InlineData("postgresql://doadmin:AVNS_p@db-do-user-1-0.b.db.ondigitalocean.com:25060/defaultdb?sslmode=require",
        "Host=db-do-user-1-0.b.db.ondigitalocean.com;Port=25060;Username=doadmin;Password=AVNS_p;Database=defaultdb;SSL Mode=Require")]
    // RDS
    [InlineData("postgres://u:p@x.rds.amazonaws.com/d?sslmode=verify-full&sslrootcert=/certs/global-bundle.pem",
        "Host=x.rds.amazonaws.com;Username=u;Password=p;Database=d;SSL Mode=VerifyFull;Root Certificate=/certs/global-bundle.pem")]
    // Prisma
    [InlineData("postgresql://u:p@h:5432/d?schema=public&connection_limit=9&pool_timeout=20&connect_timeout=15",
        "Host=h;Port=5432;Username=u;Password=p;Database=d;Search Path=public;Maximum Pool Size=9;Timeout=15")]
    [InlineData("postgresql://u:p@h/d?statement_cache_size=50&socket_timeout=5&max_connection_lifetime=60&sslaccept=accept_invalid_certs",
        "Host=h;Username=u;Password=p;Database=d;Max Auto Prepare=50;Command Timeout=5;Connection Lifetime=60")]
    [InlineData("postgres://u@h/d?schema=My%20%22S&sslaccept=strict",
        "Host=h;Username=u;Database=d;Search Path='\"My \"\"S\"';SSL Mode=VerifyFull")]
    [InlineData("postgres://u@h/d?connect_timeout=0&pool_timeout=0&single_use_connections=true&socket_timeout=0",
        "Host=h;Username=u;Database=d")]
    // Google Cloud SQL, and Unix sockets elsewhere
    [InlineData("postgresql://u:p@localhost/d?host=/cloudsql/project:region:instance",
        "Host=/cloudsql/project:region:instance;Username=u;Password=p;Database=d")]
    [InlineData("postgresql:///d?host=/var/run/postgresql&user=u&keepalives_idle=9", "Host=/var/run/postgresql;Username=u;Database=d")]
    [InlineData("postgresql://%2Fvar%2Frun:5433/d", "Host=/var/run;Port=5433;Database=d")]
    // Hosts, ports and names
    [InlineData("postgresql://u@[2001:db8::1234]:5433/d", "Host='2001:db8::1234';Port=5433;Username=u;Database=d")]
    [InlineData("postgresql://u@[::1]/d", "Host=::1;Username=u;Database=d")]
    [InlineData("postgresql://u@[fe80::1%25eth0]/d", "Host='fe80::1%eth0';Username=u;Database=d")]
    [InlineData("postgresql://u@a:5432,b:5433/d?target_session_attrs=primary&load_balance_hosts=random",
        "Host='a:5432,b:5433';Username=u;Database=d;Target Session Attributes=primary;Load Balance Hosts=true")]
    [InlineData("postgresql://u@a,[::1]:5433/d", "Host='a,[::1]:5433';Username=u;Database=d")]
    [InlineData("postgresql://u@/d?host=a,b&port=5433", "Host='a:5433,b:5433';Username=u;Database=d")]
    [InlineData("postgresql://?host=a%2Cb&port=1,2&dbname=d&user=u&password=p", "Host='a:1,b:2';Username=u;Password=p;Database=d")]
    [InlineData("postgresql://x@y:1/z?HOST=a&Port=2&dbname=d&user=u", "Host=a;Port=2;Username=u;Database=d")]
    [InlineData("postgresql://users@h", "Host=h;Username=users;Database=users")]
    [InlineData("postgresql://h/", "Host=h")]
    [InlineData("postgresql://%68ost?u%73er=u&", "Host=host;Username=u;Database=u")]
    // Passwords
    [InlineData("postgres://u:p%40ss@h/d", "Host=h;Username=u;Password=p@ss;Database=d")]
    [InlineData("postgres://u:p@s:s+#@h/d?", "Host=h;Username=u;Password=p@s:s+#;Database=d")]
    [InlineData("postgres://u:@h/d", "Host=h;Username=u;Database=d")]
    [InlineData("postgres://a%40b:p@h/d?application_name=a@b", "Host=h;Username=a@b;Password=p;Database=d;Application Name=a@b")]
    // Parameters
    [InlineData("postgres://h/d?sslmode=no-verify&sslrootcert=/r", "Host=h;Database=d;SSL Mode=Require;Root Certificate=/r")]
    [InlineData("postgres://h/d?sslmode=require&sslrootcert=/r&sslcert=/c&sslkey=/k&sslpassword=p",
        "Host=h;Database=d;SSL Mode=VerifyCA;Root Certificate=/r;SSL Certificate=/c;SSL Key=/k;SSL Password=p")]
    [InlineData("postgres://h/d?sslrootcert=system", "Host=h;Database=d;SSL Mode=VerifyFull")]
    [InlineData("postgres://h/d?ssl=true&sslnegotiation=direct", "Host=h;Database=d;SSL Mode=Require;SSL Negotiation=Direct")]
    [InlineData("postgres://h/d?sslmode=allow&gssencmode=disable&krbsrvname=k&passfile=/p",
        "Host=h;Database=d;SSL Mode=Allow;GSS Encryption Mode=Disable;Kerberos Service Name=k;Passfile=/p")]
    [InlineData("postgres://h/d?require_auth=scram-sha-256,md5", "Host=h;Database=d;Require Auth='ScramSHA256,MD5'")]
    [InlineData("postgres://h/d?require_auth=!password,!none", "Host=h;Database=d;Require Auth='!Password,!None'")]
    [InlineData("postgres://h/d?keepalives=1&keepalives_idle=30&keepalives_interval=10&keepalives_count=3&tcp_user_timeout=9",
        "Host=h;Database=d;TCP Keepalive=true;TCP Keepalive Time=30;TCP Keepalive Interval=10")]
    [InlineData("postgres://h/d?keepalives_interval=10", "Host=h;Database=d;TCP Keepalive Time=10;TCP Keepalive Interval=10")]
    [InlineData("postgres://h/d?keepalives=0&keepalives_idle=30&client_encoding=UTF8&options=-c%20geqo=off",
        "Host=h;Database=d;Options='-c geqo=off'")]
    public void A_url_is_read_as_the_connection_string_it_stands_for(string url, string expected)
    {
        var settings = PostgresUrl.Parse(url);

        Assert.Equal(Sorted(new NpgsqlConnectionStringBuilder(expected)), Sorted(settings));
        // A data source can be made of the result. It checks more than the settings do.
        using var database = PostgresPools.Create(PostgresSettings.Read(url)).Store;
    }

    [Fact]
    public void What_is_percent_encoded_comes_back_unchanged() =>
        Gen.Select(Part, Part, Host, Part).Sample(
            (user, password, host, database) =>
            {
                var login = $"{Encoded(user)}:{Encoded(password)}";
                var settings = PostgresUrl.Parse($"postgresql://{login}@{Encoded(host)}:5433/{Encoded(database)}?options={Encoded(user)}");
                // The data source is made of the connection string.
                var again = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
                return Array.TrueForAll([settings, again], read =>
                    (read.Username, read.Password, read.Options) == (user, password, user)
                    && (read.Host, read.Port, read.Database) == (host, 5433, database));
            },
            iter: Samples);

    [Fact]
    public void What_a_url_leaves_out_is_filled_in_and_what_it_says_stays()
    {
        var bare = PostgresSettings.Read(" postgres://u@h/d\n");
        var full = PostgresSettings.Read("postgres://u@a,b/d?connect_timeout=9&pgbouncer=true&application_name=x&target_session_attrs=any");

        Assert.Equal((3, 4, "orleans-users"), (bare.Timeout, bare.CommandTimeout, bare.ApplicationName));
        Assert.Equal((9, 4, "x"), (full.Timeout, full.CommandTimeout, full.ApplicationName));
        Assert.Equal("any", full.TargetSessionAttributes);
    }

    [Theory, InlineData("postgres://u@a,b/d"), InlineData("Host=a,b;Username=u;Database=d")]
    public void Of_several_hosts_the_one_that_takes_writes_is_asked_for_and_each_is_given_less_time(string text)
    {
        var settings = PostgresSettings.Read(text);

        Assert.Equal(("read-write", 2), (settings.TargetSessionAttributes, settings.Timeout));
    }

    [Theory, InlineData("postgres://u@h/d", GssEncryptionMode.Disable), InlineData("Host=h;Username=u", GssEncryptionMode.Disable)]
    [InlineData("postgres://u@h/d?gssencmode=prefer", GssEncryptionMode.Prefer)]
    [InlineData("Host=h;Username=u;GSS Encryption Mode=Require", GssEncryptionMode.Require)]
    [InlineData("Host=h;Username=u;GssEncryptionMode=Prefer", GssEncryptionMode.Prefer)]
    public void Kerberos_encryption_is_asked_for_only_where_it_is_set(string text, GssEncryptionMode mode) =>
        Assert.Equal(mode, PostgresSettings.Read(text).GssEncryptionMode);

    [Theory, InlineData("postgres://u@h/d?connection_limit=1"), InlineData("Host=h;Username=u;Database=d;Maximum Pool Size=1")]
    public void A_pool_has_at_least_the_two_connections_that_an_upgrade_of_the_schema_takes(string text) =>
        Assert.Equal(2, PostgresSettings.Read(text).MaxPoolSize);

    private static IEnumerable<string> Sorted(NpgsqlConnectionStringBuilder settings) =>
        settings.Select(setting => $"{setting.Key}={setting.Value}").Order(StringComparer.Ordinal);

    private static string Encoded(string text) => Uri.EscapeDataString(text);
}
