using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Applies the parameters of a PostgreSQL URL for encryption and certificates.</summary>
internal static class PostgresUrlTls
{
    /// <exception cref="FormatException">A parameter has an impossible value.</exception>
    public static void Apply(NpgsqlConnectionStringBuilder settings, PostgresUrlParameters parameters)
    {
        if (Mode(parameters) is { } mode)
            settings.SslMode = mode;
        settings.RootCertificate = RootFile(parameters);
        settings.SslCertificate = parameters.Text("sslcert");
        settings.SslKey = parameters.Text("sslkey");
        settings.SslPassword = parameters.Text("sslpassword");

        if (parameters.OneOf("sslnegotiation", ("postgres", SslNegotiation.Postgres), ("direct", SslNegotiation.Direct)) is { } negotiation)
            settings.SslNegotiation = negotiation;
        if (settings is { SslNegotiation: SslNegotiation.Direct, SslMode: < SslMode.Require })
            throw new FormatException("the URL's parameter sslnegotiation=direct needs sslmode=require, verify-ca or verify-full.");
    }

    private static SslMode? Mode(PostgresUrlParameters parameters)
    {
        // ssl=true is of JDBC, and libpq reads it, too. The other values are of node-postgres.
        var ssl = parameters.OneOf(
            "ssl",
            ("true", SslMode.Require),
            ("false", SslMode.Disable),
            ("1", SslMode.Require),
            ("0", SslMode.Disable),
            ("no-verify", SslMode.Require));
        // no-verify is node-postgres' name for what libpq's require does.
        var mode = parameters.OneOf(
            "sslmode",
            ("disable", SslMode.Disable),
            ("allow", SslMode.Allow),
            ("prefer", SslMode.Prefer),
            ("require", SslMode.Require),
            ("verify-ca", SslMode.VerifyCA),
            ("verify-full", SslMode.VerifyFull),
            ("no-verify", SslMode.Require)) ?? ssl;

        if (IsSystem(parameters))
        {
            return mode is null or SslMode.VerifyFull
                ? SslMode.VerifyFull
                : throw new FormatException("the URL's parameter sslrootcert=system needs sslmode=verify-full.");
        }

        // Prisma verifies the certificate by this parameter, because its sslmode has no value for it.
        if (parameters.OneOf("sslaccept", ("strict", true), ("accept_invalid_certs", false)) is true && mode is not SslMode.Disable)
            return SslMode.VerifyFull;

        // With sslmode=require libpq verifies the certificate if a root certificate is named. Npgsql would not.
        var required = string.Equals(parameters.Text("sslmode"), "require", StringComparison.OrdinalIgnoreCase);
        return required && RootFile(parameters) is not null ? SslMode.VerifyCA : mode;
    }

    private static string? RootFile(PostgresUrlParameters parameters) => IsSystem(parameters) ? null : parameters.Text("sslrootcert");

    // In libpq, system means the authorities that the machine trusts. Npgsql trusts them by default.
    private static bool IsSystem(PostgresUrlParameters parameters) => parameters.Text("sslrootcert") == "system";
}
