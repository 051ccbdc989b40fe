using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Applies the parameters of a PostgreSQL URL: those of libpq, and those that Prisma and hosting providers add.</summary>
internal static class PostgresUrlSettings
{
    /// <exception cref="FormatException">A parameter has an impossible value.</exception>
    public static void Apply(NpgsqlConnectionStringBuilder settings, PostgresUrlParameters parameters)
    {
        PostgresUrlTls.Apply(settings, parameters);
        ApplyLogin(settings, parameters);
        ApplySession(settings, parameters);
        ApplyServers(settings, parameters);
        ApplyPool(settings, parameters);
        ApplyKeepAlive(settings, parameters);
        Ignore(parameters);
    }

    private static void ApplyLogin(NpgsqlConnectionStringBuilder settings, PostgresUrlParameters parameters)
    {
        settings.Passfile = parameters.Text("passfile");
        if (parameters.Text("krbsrvname") is { } service)
            settings.KerberosServiceName = service;
        var binding = parameters.OneOf(
            "channel_binding", ("disable", ChannelBinding.Disable), ("prefer", ChannelBinding.Prefer), ("require", ChannelBinding.Require));
        if (binding is not null)
            settings.ChannelBinding = binding.Value;
        var gss = parameters.OneOf(
            "gssencmode",
            ("disable", GssEncryptionMode.Disable),
            ("prefer", GssEncryptionMode.Prefer),
            ("require", GssEncryptionMode.Require));
        if (gss is not null)
            settings.GssEncryptionMode = gss.Value;
        if (parameters.Text("require_auth") is { } methods)
            settings.RequireAuth = RequiredMethods(methods);
    }

    // The names of libpq and Npgsql differ.
    private static string RequiredMethods(string methods)
    {
        var names = methods.Split(',').Distinct().ToArray();
        var isRefusal = names[0].StartsWith('!');
        // Refusing all six leaves no method.
        if (Array.Exists(names, name => name.StartsWith('!') != isRefusal) || (isRefusal && names.Length == 6))
            throw Impossible();
        return string.Join(',', names.Select(name => name.TrimStart('!') switch
        {
            "password" => "Password",
            "md5" => "MD5",
            "gss" => "GSS",
            "sspi" => "SSPI",
            "scram-sha-256" => "ScramSHA256",
            "none" => "None",
            _ => throw Impossible(),
        }).Select(name => isRefusal ? $"!{name}" : name));

        static FormatException Impossible() => PostgresUrlParameters.Impossible(
            "require_auth",
            "some of password, md5, gss, sspi, scram-sha-256 and none, separated by commas, with a ! in front of all of them or of none");
    }

    private static void ApplySession(NpgsqlConnectionStringBuilder settings, PostgresUrlParameters parameters)
    {
        settings.ApplicationName = parameters.Text("application_name");
        settings.Options = parameters.Text("options");
        // As in Prisma, it is one name and not a list.
        if (parameters.Text("schema") is { } schema)
            settings.SearchPath = Identifier(schema);
        // Other encodings are refused: Npgsql always decodes as UTF-8.
        parameters.Word("client_encoding", "UTF8", "UTF-8", "unicode", "auto");
        // Zero means no limit. The default applies instead: a call without a deadline would hold up all calls behind it.
        if (parameters.Number("connect_timeout", 0, 1024) is > 0 and var connect)
            settings.Timeout = connect;
        // In Prisma, the deadline of a query.
        if (parameters.Number("socket_timeout", 0, 86_400) is > 0 and var query)
            settings.CommandTimeout = query;
    }

    private static string Identifier(string name) =>
        name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_') ? name : $"\"{name.Replace("\"", "\"\"")}\"";

    private static void ApplyServers(NpgsqlConnectionStringBuilder settings, PostgresUrlParameters parameters)
    {
        settings.TargetSessionAttributes = parameters.Word(
            "target_session_attrs", "any", "read-write", "read-only", "primary", "standby", "prefer-standby", "prefer-primary");
        if (parameters.OneOf("load_balance_hosts", ("disable", false), ("random", true)) is { } balance)
            settings.LoadBalanceHosts = balance;
    }

    private static void ApplyPool(NpgsqlConnectionStringBuilder settings, PostgresUrlParameters parameters)
    {
        if (parameters.Number("connection_limit", 1, 10_000) is { } most)
            settings.MaxPoolSize = most;
        if (parameters.Number("max_connection_lifetime", 0, int.MaxValue) is { } lifetime)
            settings.ConnectionLifetime = lifetime;
        if (parameters.Number("statement_cache_size", 0, 10_000) is { } statements)
            settings.MaxAutoPrepare = statements;
        // A pooler may give each transaction another session, and a prepared statement exists in one session only.
        // Vercel marks the URLs of Supabase's pooler with supa or workaround.
        if (parameters.Flag("pgbouncer") is true | parameters.Text("supa") is not null | parameters.Text("workaround") is not null)
        {
            settings.MaxAutoPrepare = 0;
            settings.NoResetOnClose = true;
            // PgBouncer refuses a connection that asks for a search path. This one is PostgreSQL's default.
            if (settings.SearchPath == "public")
                settings.SearchPath = null;
        }
    }

    private static void ApplyKeepAlive(NpgsqlConnectionStringBuilder settings, PostgresUrlParameters parameters)
    {
        const int Max = 32_767; // Linux accepts no more.
        var isOn = parameters.Flag("keepalives");
        var idle = parameters.Number("keepalives_idle", 0, Max);
        var interval = parameters.Number("keepalives_interval", 0, Max);
        if (isOn is false || PostgresUrlHosts.IsSocket(settings.Host!))
            return;
        if (isOn is true)
            settings.TcpKeepAlive = true;
        // Npgsql refuses an interval alone.
        if ((idle is > 0 ? idle : interval) is > 0 and var time)
            settings.TcpKeepAliveTime = time;
        if (interval is > 0 and var between)
            settings.TcpKeepAliveInterval = between;
    }

    // These have no counterpart in Npgsql. They are accepted, so that the URL of a hosting provider can be used as it is.
    private static void Ignore(PostgresUrlParameters parameters)
    {
        string[] names =
        [
            "pool_timeout", // Npgsql waits for a pooled connection as long as for a new one: connect_timeout.
            "max_idle_connection_lifetime", // Npgsql closes idle connections by itself.
            "single_use_connections", // Prisma's local server asks for it.
            "uselibpqcompat", // It asks node-postgres for the meaning that sslmode always has here.
            "fallback_application_name", // The application has a name of its own.
            "keepalives_count", // Npgsql leaves the number of probes to the system.
            "tcp_user_timeout", // Npgsql leaves it to the system. Keepalives find a dead connection as well.
            "sslcompression", // No current server compresses TLS.
            "sslsni", // .NET always sends the host's name.
            "gsslib", // .NET has one library for it on each system.
            "max_protocol_version", // Npgsql uses 3.0, which every server supports.
        ];
        Array.ForEach(names, name => parameters.Text(name));
    }
}
