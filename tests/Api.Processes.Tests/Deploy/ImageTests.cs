using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The images of both programs, on a small base image of the tests' own.</summary>
public sealed class ImageTests(Apps apps)
{
    private const string User = "1654";
    private static readonly string[] Listening =
        ["ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "ASPNETCORE_URLS", "DOTNET_URLS", "PORT", "URLS"];

    [Fact]
    public async Task The_front_end_runs_as_its_user_on_a_read_only_root_and_keeps_users_in_its_volume()
    {
        using var image = await MakeAsync("Api");
        Assert.Equal("orleans-users:latest", image.Name);
        Assert.Equal(["dotnet", "/app/OrleansUsers.Api.dll"], Texts(image.Configuration["Entrypoint"]));
        Assert.Equal((User, "/app/"), ((string)image.Configuration["User"]!, (string)image.Configuration["WorkingDir"]!));
        Assert.Equal(["8080/tcp"], image.Configuration["ExposedPorts"]!.AsObject().Select(port => port.Key));
        Assert.Equal("MIT", (string?)image.Configuration["Labels"]!["org.opencontainers.image.licenses"]);
        Assert.Contains("MIT License", await File.ReadAllTextAsync($"{image.Root}/app/LICENSE"), StringComparison.Ordinal);
        // A variable that is set to nothing counts as not set, but the base image's value would win over PORT.
        var listening = Texts(image.Configuration["Env"]).Where(IsOfListening);
        Assert.All(listening, variable => Assert.EndsWith("=", variable, StringComparison.Ordinal));

        var app = await apps.On();
        var settings = (app.Settings with { Database = null, Image = image }).With("PORT", $"{FreePort.Find()}");
        await using var api = await ApiProcess.StartAsync(settings);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/ready")).Status);
        var user = Person.New();
        Expect.Taken(await api.DeliverAsync(app.Secret, user.Created()));
        Assert.True(File.Exists(Path.Combine(api.Folder, "users.db")), string.Join(' ', Directory.GetFiles(api.Folder)));
        await RunsWithoutRightsAsync(api.Id);

        await api.KillAsync();
        await api.RestartAsync();
        var caller = new SignedIn(api, await app.Clerk.TokenAsync(user.Id));
        Assert.Equal(user.Id, (string?)Expect.Ok(await caller.CurrentAsync())["id"]);
        Assert.DoesNotContain("warn:", api.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_silo_without_front_end_has_an_image_of_its_own()
    {
        using var image = await MakeAsync("Silo");
        Assert.Equal("orleans-users-silo:latest", image.Name);
        Assert.Equal(["dotnet", "/app/OrleansUsers.Silo.dll"], Texts(image.Configuration["Entrypoint"]));
        Assert.Equal(User, (string?)image.Configuration["User"]);
        Assert.True(File.Exists($"{image.Root}/app/OrleansUsers.Silo.dll"));
        Assert.False(File.Exists($"{image.Root}/app/OrleansUsers.Api.dll"));
    }

    private static async Task<ContainerImage> MakeAsync(string program)
    {
        Assert.SkipUnless(TestNetwork.IsAllowed, "Only root can unpack an image with its owners and mount its folders.");
        return await ContainerImage.MakeAsync(program);
    }

    private static async Task RunsWithoutRightsAsync(int process)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{process}/status");
        Assert.Contains($"Uid:\t{User}\t{User}\t{User}\t{User}", status);
        Assert.Contains($"Gid:\t{User}\t{User}\t{User}\t{User}", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("NoNewPrivs:\t1", status);
        // Number, parent, device, root, mount point, options.
        var mounts = await File.ReadAllLinesAsync($"/proc/{process}/mountinfo");
        var root = mounts.Select(line => line.Split(' ')).Last(mount => mount[4] == "/");
        Assert.Contains("ro", root[5].Split(','));
    }

    private static bool IsOfListening(string variable) =>
        Array.Exists(Listening, name => variable.StartsWith(name, StringComparison.Ordinal));

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(text => (string)text!);
}
