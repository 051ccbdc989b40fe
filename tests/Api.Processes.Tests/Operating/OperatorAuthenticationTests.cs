using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class OperatorAuthenticationTests(Apps apps)
{
    [Theory]
    [InlineData("/metrics")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/index.min.js")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/dashboard/GrainState")]
    public async Task It_opens_to_the_admin_key_in_each_way_a_tool_can_send_it_and_to_nothing_else(string path)
    {
        var app = await apps.On();
        Assert.Equal(HttpStatusCode.OK, (await app.Api.AskAsync(path, Operator.Key(Sandbox.AdminKey))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.AskAsync(path, Operator.Bearer(Sandbox.AdminKey))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.AskAsync(path, Operator.Basic("anybody", Sandbox.AdminKey))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.Api.AskAsync(path, Operator.Basic("", Sandbox.AdminKey))).Status);

        var caller = await app.SignedInAsync((await app.NewUserAsync()).Id);
        foreach (var wrong in Wrong(caller.Token))
        {
            var answer = await app.Api.AskAsync(path, wrong);
            Expect.Unauthorized(answer);
            Assert.StartsWith("Basic ", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_browser_sends_by_itself_opens_nothing_that_changes_anything()
    {
        var app = await apps.On();
        foreach (var header in new[] { Operator.Basic("anybody", Sandbox.AdminKey), Operator.Bearer(Sandbox.AdminKey) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/admin/users/user_1");
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
            Expect.Unauthorized(await app.Api.SendAsync(request));
        }
    }

    [Fact]
    public async Task Without_a_key_there_are_metrics_for_this_machine_only_and_no_dashboard_at_all()
    {
        var app = await apps.On();
        await using var api = await ApiProcess.StartAsync(Keyless(app) with { Database = null });
        Assert.Equal(HttpStatusCode.OK, (await api.AskAsync("/metrics")).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.AskAsync("/metrics", ("Host", "localhost:9464"))).Status);
        string[] forwarding =
            ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "x-forwarded-host", "X-Original-For", "X-Real-IP", "Via"];
        foreach (var said in forwarding)
            Expect.Problem(await api.AskAsync("/metrics", (said, "127.0.0.1")), HttpStatusCode.NotFound);
        Expect.Problem(await api.AskAsync("/metrics", ("Host", "users.example.test")), HttpStatusCode.NotFound);
        // As nginx calls by default.
        var old = await api.SendRawAsync("GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n"u8.ToArray(), TimeSpan.FromSeconds(20));
        Expect.Problem(old!, HttpStatusCode.NotFound);

        foreach (var path in new[] { "/dashboard", "/dashboard/", "/dashboard/DashboardCounters" })
        {
            Expect.Problem(await api.AskAsync(path), HttpStatusCode.NotFound);
            Expect.Problem(await api.AskAsync(path, Operator.Key(Sandbox.AdminKey)), HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Without_a_key_another_machine_finds_no_metrics_whatever_it_says()
    {
        var outside = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(outside is null, "This machine has no address but loopback ones.");

        var app = await apps.On();
        var settings = (Keyless(app) with { Database = null })
            .With("ASPNETCORE_URLS", $"http://127.0.0.1:0;http://{outside}:0")
            .With("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true");
        await using var api = await ApiProcess.StartAsync(settings);
        var address = $"{api.ListensOn($"http://{outside}:")}/metrics";
        Expect.Problem(await api.AskAsync(address), HttpStatusCode.NotFound);
        Expect.Problem(await api.AskAsync(address, ("Host", "localhost")), HttpStatusCode.NotFound);
        // ASP.NET Core takes the caller's word for its address then, and the header away.
        Expect.Problem(await api.AskAsync(address, ("Host", "localhost"), ("X-Forwarded-For", "127.0.0.1")), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_dashboard_is_there_in_a_cluster_whose_other_processes_have_no_key()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        await app.Api.StopAsync();
        await using var first = await ApiProcess.StartAsync(Keyless(app));
        await using var second = await ApiProcess.StartAsync(Keyless(app));
        await app.Api.RestartAsync();
        // It counts at most once a second, and not in its first.
        await Until.AnswerAsync(
            () => app.Api.AskAsync("/dashboard/DashboardCounters", Operator.Key(Sandbox.AdminKey)),
            seen => (int)Expect.Ok(seen)["totalActiveHostCount"]! == 3);
    }

    private static IEnumerable<(string, string)[]> Wrong(string sessionToken) =>
    [
        [],
        [Operator.Key(Sandbox.AdminKey + "!")],
        [Operator.Key("")],
        [Operator.Bearer(sessionToken)],
        [Operator.Bearer("")],
        [Operator.Basic(Sandbox.AdminKey, "")],
        [Operator.Basic("anybody", Sandbox.AdminKey.ToUpperInvariant())],
        [("Authorization", "Basic not*base64")],
        [("Authorization", $"Basic {Sandbox.AdminKey}")],
        [("Authorization", Sandbox.AdminKey)],
        [Operator.Key("wrong"), Operator.Bearer(Sandbox.AdminKey)],
    ];

    private static ApiSettings Keyless(Sandbox app) => app.Settings.Without("ADMIN_API_KEY");
}
