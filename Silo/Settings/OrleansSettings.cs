using System.ComponentModel.DataAnnotations;

namespace OrleansUsers.Silo;

/// <summary>How a silo reaches the other silos of its cluster and is reached by them.</summary>
[SettingsSection("Orleans")]
public sealed class OrleansSettings
{
    private const string NoPort = "it must be a port number, 0 to 65535.";

    /// <summary>The name of the cluster, which distinguishes clusters in one database.</summary>
    public string ClusterId { get; set; } = "orleans-users";

    /// <summary>The port where other silos reach this one; null means a free port.</summary>
    [Range(0, ushort.MaxValue, ErrorMessage = NoPort)]
    public int? SiloPort { get; set; }

    /// <summary>The port for clients outside the cluster; 0 and null mean that it is closed.</summary>
    [Range(0, ushort.MaxValue, ErrorMessage = NoPort)]
    public int? GatewayPort { get; set; }

    /// <summary>The address where other silos reach this one; null means loopback.</summary>
    public string? AdvertisedIPAddress { get; set; }

    /// <summary>Whether the silo compares the members of the cluster with the pods of Kubernetes.</summary>
    public bool Kubernetes { get; set; }

    /// <summary>Certificates for TLS between silos.</summary>
    public SiloTlsSettings Tls { get; set; } = new();
}

/// <summary>The PEM files of TLS between silos; all three or none.</summary>
public sealed class SiloTlsSettings
{
    /// <summary>This silo's certificate, followed by the intermediate certificates up to the authority.</summary>
    public string? Certificate { get; set; }

    /// <summary>The certificate's private key, without a password.</summary>
    public string? Key { get; set; }

    /// <summary>The authority that signs the certificates of all silos.</summary>
    public string? Authority { get; set; }
}

/// <summary>Where a process without PostgreSQL stores its users.</summary>
[SettingsSection("Storage")]
public sealed class StorageSettings
{
    /// <summary>The SQLite file.</summary>
    public string Path { get; set; } = System.IO.Path.Combine("data", "users.db");
}
