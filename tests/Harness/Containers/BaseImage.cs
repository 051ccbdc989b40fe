using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrleansUsers.Harness;

/// <summary>
/// A small image that stands for Microsoft's chiseled image of ASP.NET Core: its user and variables, and the folders in which the machine's
/// own libraries and .NET are mounted. It holds no shell.
/// </summary>
internal sealed class BaseImage
{
    /// <summary>Folders of the machine that the image's own ones stand for.</summary>
    public static readonly string[] Libraries = ["/usr/lib", "/usr/lib64"];

    /// <summary>Where .NET is.</summary>
    public const string DotNet = "/usr/share/dotnet";

    private const string User = "1654";

    // As in Microsoft's image.
    private static readonly string[] Variables =
    [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        $"APP_UID={User}", "ASPNETCORE_HTTP_PORTS=8080", "DOTNET_RUNNING_IN_CONTAINER=true", "DOTNET_VERSION=10.0.0",
    ];

    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly Dictionary<string, byte[]> _blobs = [];

    public BaseImage()
    {
        var files = Layer();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(files);
        var layer = Add(packed.ToArray());
        var config = Add(JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
            os = "linux",
            config = new { User, Env = Variables },
            rootfs = new { type = "layers", diff_ids = new[] { DigestOf(files) } },
        }));
        Manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = Descriptor("application/vnd.docker.container.image.v1+json", config),
            layers = new[] { Descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", layer) },
        });
    }

    /// <summary>The media type of the manifest: Docker's, as Microsoft's images have it.</summary>
    public static string ManifestType => "application/vnd.docker.distribution.manifest.v2+json";

    public byte[] Manifest { get; }

    public byte[]? Blob(string digest) => _blobs.GetValueOrDefault(digest);

    public static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private string Add(byte[] content)
    {
        var digest = DigestOf(content);
        _blobs[digest] = content;
        return digest;
    }

    private object Descriptor(string mediaType, string digest) => new { mediaType, digest, size = _blobs[digest].Length };

    private static byte[] Layer()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            string[] libraries = [.. Libraries.Select(folder => folder[1..])];
            string[] folders = ["dev", "etc", "home", "home/app", "proc", "tmp", "usr", "usr/bin", .. libraries, "usr/share", DotNet[1..]];
            foreach (var folder in folders)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, $"{folder}/") { Mode = ReadableByAll });
            writer.WriteEntry(Link("lib", "usr/lib"));
            writer.WriteEntry(Link("lib64", "usr/lib64"));
            writer.WriteEntry(Link("usr/bin/dotnet", $"{DotNet}/dotnet"));
            using var users = new MemoryStream(Encoding.ASCII.GetBytes($"app:x:{User}:{User}::/home/app:/bin/false\n"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/passwd") { DataStream = users, Mode = ReadableByAll });
        }
        return tar.ToArray();
    }

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };
}
