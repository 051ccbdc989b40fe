using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>
/// The image of a program as <c>dotnet publish /t:PublishContainer</c> makes it, unpacked into a folder. Needs the rights of root.
/// </summary>
public sealed class ContainerImage : IDisposable
{
    // What a container engine does. The user has no capabilities, as with cap_drop: ALL.
    private const string Run =
        """
        set -e
        root=$1 volume=$2 dotnet=$3 libraries=$4 user=$5 folder=$6
        shift 6
        mount --bind "$root" "$root"
        for library in $libraries; do [ ! -d "$library" ] || mount --rbind "$library" "$root$library"; done
        mount --bind "$dotnet" "$root/usr/share/dotnet"
        for system in /proc /dev; do mount --rbind "$system" "$root$system"; done
        mount -t tmpfs tmpfs "$root/tmp"
        chown --reference "$root${folder}data" "$volume"
        mount --bind "$volume" "$root${folder}data"
        mount -o remount,bind,ro "$root"
        exec setpriv --clear-groups --no-new-privs unshare --root "$root" --wd "$folder" --setgid "$user" --setuid "$user" "$@"
        """;

    private readonly TemporaryFolder _folder = new();

    private ContainerImage()
    {
    }

    /// <summary>The folder with the files of all layers, owners included.</summary>
    public string Root => _folder.File("root");

    /// <summary>The image's configuration, as the OCI specification defines it.</summary>
    public JsonNode Configuration { get; private set; } = null!;

    /// <summary>The name and tag in the archive.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Makes the image of a built program, <c>Api</c> or <c>Silo</c>, on a base image of the tests.</summary>
    public static async Task<ContainerImage> MakeAsync(string program)
    {
        var image = new ContainerImage();
        try
        {
            await image.PublishAsync(program);
            await image.UnpackAsync();
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>Its entry point, as its user, on a read-only root, with a volume on the folder <c>data</c> beside the program.</summary>
    internal ProcessStartInfo ToStart(string volume, IEnumerable<KeyValuePair<string, string>> settings)
    {
        // …/shared/Microsoft.NETCore.App/10.0.0/
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var (user, folder) = ((string)Configuration["User"]!, (string)Configuration["WorkingDir"]!);
        var entryPoint = Configuration["Entrypoint"]!.AsArray().Select(word => (string)word!);
        var start = new ProcessStartInfo(
            "unshare",
            [
                "--mount", "sh", "-c", Run, "sh", Root, volume, dotnet, string.Join(' ', BaseImage.Libraries), user, folder, .. entryPoint,
            ]);
        start.Environment.Clear();
        foreach (var variable in Configuration["Env"]!.AsArray().Select(variable => ((string)variable!).Split('=', 2)))
            start.Environment[variable[0]] = variable[1];
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return start;
    }

    private async Task PublishAsync(string program)
    {
        await using var registry = new BaseImageRegistry();
        await RunAsync(
            "dotnet",
            [
                "publish", Path.Combine(Repository.Root, program), "--configuration", Repository.Configuration, "--no-build", "--nologo",
                "/t:PublishContainer", "-nodeReuse:false",
                $"-p:ContainerBaseImage={registry.Host}/dotnet/aspnet:10.0-noble-chiseled",
                $"-p:ContainerArchiveOutputPath={_folder.File("image.tar.gz")}",
                $"-p:PublishDir={_folder.File("publish")}/",
            ],
            ("DOTNET_CONTAINER_INSECURE_REGISTRIES", registry.Host));
    }

    private async Task UnpackAsync()
    {
        var archive = Directory.CreateDirectory(_folder.File("archive")).FullName;
        Directory.CreateDirectory(Root);
        await UntarAsync(_folder.File("image.tar.gz"), archive);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(archive, "manifest.json")))![0]!;
        Name = (string)manifest["RepoTags"]![0]!;
        Configuration = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(archive, (string)manifest["Config"]!)))!["config"]!;
        foreach (var layer in manifest["Layers"]!.AsArray())
            await UntarAsync(Path.Combine(archive, (string)layer!), Root);
    }

    // .NET's own reader leaves out the owners.
    private static Task UntarAsync(string file, string folder) =>
        RunAsync("tar", ["--extract", "--file", file, "--directory", folder, "--numeric-owner", "--same-owner", "--preserve-permissions"]);

    private static async Task RunAsync(string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        await using var child = ChildProcess.Start(start);
        await child.Exited.WaitAsync(TimeSpan.FromMinutes(3));
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}:\n{child.LastOutput}");
    }
}
