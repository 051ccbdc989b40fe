using System.Net;
using System.Net.Sockets;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ListeningTests
{
    private const string Urls = "ASPNETCORE_URLS";
    private const string HttpPorts = "ASPNETCORE_HTTP_PORTS";
    private const string Endpoint = "Kestrel__Endpoints__Web__Url";

    private static readonly ApiSettings Unset = new ApiSettings { Environment = "Production" }
        .With("CLERK_WEBHOOK_SECRET", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
        .With("CLERK_ISSUER", "https://clerk.example.test")
        .Without(Urls);

    private readonly int _port = FreePort.Find();

    [Fact]
    public async Task PORT_alone_is_a_port_of_all_interfaces()
    {
        await using var api = await ApiProcess.StartAsync(Unset.With("PORT", $"{_port}"));
        Assert.All(On(api, _port), at => Assert.True(at.Address.Equals(IPAddress.IPv6Any) || at.Address.Equals(IPAddress.Any), $"{at}"));
    }

    [Fact]
    public async Task PORT_in_Development_is_a_port_of_this_machine_only()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings().Without(Urls).With("PORT", $"{_port}"));
        Assert.All(On(api, _port), at => Assert.True(IPAddress.IsLoopback(at.Address), $"{at}"));
    }

    [Theory, InlineData(Urls, "http://127.0.0.1:0"), InlineData("DOTNET_URLS", "http://127.0.0.1:0"), InlineData(HttpPorts, "0")]
    [InlineData(Endpoint, "http://127.0.0.1:0")]
    public async Task What_every_NET_program_listens_by_wins_over_PORT(string key, string value)
    {
        await using var api = await ApiProcess.StartAsync(Unset.With("PORT", $"{_port}").With(key, value));
        Assert.DoesNotContain(api.Listening, at => at.Port == _port);
        Assert.DoesNotContain("warn:", api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Urls_win_over_ports_and_endpoints_of_Kestrel_over_both()
    {
        var settings = Unset.With(HttpPorts, $"{_port}").With(Urls, "http://127.0.0.1:0");
        await using (var api = await ApiProcess.StartAsync(settings))
            Assert.DoesNotContain(api.Listening, at => at.Port == _port);

        await using var configured = await ApiProcess.StartAsync(settings.With(Endpoint, $"http://127.0.0.1:{_port}"));
        Assert.Equal(IPAddress.Loopback, Assert.Single(On(configured, _port)).Address);
    }

    [Fact]
    public async Task An_endpoint_of_Kestrel_is_listened_on_while_another_program_has_the_default_port()
    {
        using var somebody = Take(5080);
        await using var api = await ApiProcess.StartAsync(Unset.With(Endpoint, "http://127.0.0.1:0"));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task Empty_settings_are_not_set_and_quotes_around_others_are_left_out()
    {
        var settings = Unset.With(Urls, "").With(HttpPorts, "\"\"").With("PORT", " ").With("PathBase", "")
            .With("Kestrel__Endpoints__Other__Url", "").With(Endpoint, $"\"http://127.0.0.1:{_port}\"");
        await using var api = await ApiProcess.StartAsync(settings);
        Assert.Single(On(api, _port));
    }

    [Theory, InlineData("DOTNET_RUNNING_IN_CONTAINER", "true", 8080), InlineData("PORT", "", 5080)]
    public async Task Where_nothing_is_set_a_taken_default_port_is_told_with_what_to_set(string key, string value, int port)
    {
        using var somebody = Take(port);
        Assert.Contains($":{port}", await Refusal.LineOfAsync(Unset.With(key, value), Urls), StringComparison.Ordinal);
    }

    private static IPEndPoint[] On(ApiProcess api, int port)
    {
        var there = api.Listening.Where(at => at.Port == port).ToArray();
        Assert.NotEmpty(there);
        return there;
    }

    // Null when somebody else has it.
    private static TcpListener? Take(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
