using System.Net;
using System.Net.Sockets;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SocketFileTests
{
    private const string Urls = "ASPNETCORE_URLS";
    private const string Endpoint = "Kestrel__Endpoints__Web__Url";

    [Theory, InlineData(Urls), InlineData(Endpoint)]
    public async Task A_socket_file_that_a_crash_left_behind_is_listened_on_again(string key)
    {
        using var folder = new TemporaryFolder();
        await using var api = await ApiProcess.StartAsync(At(folder, key));
        await api.KillAsync();
        Assert.True(File.Exists(folder.File("http.sock")));

        await api.RestartAsync();
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/ready")).Status);
    }

    [Theory, InlineData(Urls), InlineData(Endpoint)]
    public async Task A_socket_file_that_somebody_listens_on_is_left_alone(string key)
    {
        using var folder = new TemporaryFolder();
        using var somebody = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        somebody.Bind(new UnixDomainSocketEndPoint(folder.File("http.sock")));
        somebody.Listen();

        await Refusal.OfAsync(At(folder, key), key);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(folder.File("http.sock")), TestContext.Current.CancellationToken);
    }

    [Theory, InlineData(Urls), InlineData(Endpoint)]
    public async Task A_file_in_the_place_of_a_socket_is_left_alone(string key)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("http.sock"), "precious", TestContext.Current.CancellationToken);
        await Refusal.OfAsync(At(folder, key), key);
        Assert.Equal("precious", await File.ReadAllTextAsync(folder.File("http.sock"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_socket_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("http.sock"));
        await Refusal.OfAsync(At(folder, Urls), Urls);
        Assert.True(Directory.Exists(folder.File("http.sock")));
    }

    private static ApiSettings At(TemporaryFolder folder, string key) =>
        new ApiSettings().Without(Urls).With(key, $"http://unix:{folder.File("http.sock")}");
}
