using System.Net;
using System.Net.Sockets;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ListenRefusalTests
{
    private const string Urls = "ASPNETCORE_URLS";
    private const string HttpPorts = "ASPNETCORE_HTTP_PORTS";
    private const string HttpsPorts = "ASPNETCORE_HTTPS_PORTS";
    private const string Endpoint = "Kestrel__Endpoints__Web__Url";

    private static readonly ApiSettings Unset = new ApiSettings().Without(Urls);

    [Theory]
    [InlineData(Urls, "nowhere", "http://localhost:5080")]
    [InlineData(Urls, ";", "http://localhost:5080")]
    [InlineData(Urls, "http://127.0.0.1:web", "http://localhost:5080")]
    [InlineData(Urls, "http://127.0.0.256:0", "http://localhost:5080")]
    [InlineData(Urls, "http://127.0.0.1:5081,http://127.0.0.1:5082", "semicolons")]
    [InlineData(Urls, "http://[fe80::1%nowhere]:0", "localhost")]
    [InlineData(Urls, "ftp://127.0.0.1:2121", "https://")]
    [InlineData(Urls, "http://127.0.0.1:70000", "65535")]
    [InlineData(Urls, "http://127.0.0.1:-7", "65535")]
    [InlineData(Urls, "http://127.0.0.1:0/users-api", "PathBase")]
    [InlineData(Urls, "http://127.0.0.1:0;http://127.0.0.2:0/users-api", "number 2")]
    [InlineData(Urls, "http://192.0.2.77:0", "this machine")]
    [InlineData(Urls, "https://127.0.0.1:0", "Kestrel__Certificates__Default__Path")]
    [InlineData(Urls, "http://localhost:0", "127.0.0.1")]
    [InlineData(Urls, "http://unix:/nowhere/http.sock", "folder")]
    [InlineData("DOTNET_URLS", "nowhere", "http://localhost:5080")]
    [InlineData(HttpPorts, "web", "65535")]
    [InlineData(HttpPorts, "70000", "65535")]
    [InlineData(HttpPorts, "8080,8081", "semicolons")]
    [InlineData(HttpsPorts, "0", "Kestrel__Certificates__Default__Path")]
    [InlineData("PORT", "web", "65535")]
    [InlineData("PORT", "-7", "65535")]
    [InlineData("PORT", "70000", "65535")]
    [InlineData("PORT", "tcp://192.0.2.77:80", "65535")]
    [InlineData(Endpoint, "nowhere", "http://*:8080")]
    [InlineData(Endpoint, "http://127.0.0.1:0/users-api", "PathBase")]
    [InlineData(Endpoint, "http://192.0.2.77:0", "this machine")]
    [InlineData(Endpoint, "https://127.0.0.1:0", "Kestrel__Certificates__Default__Path")]
    public async Task What_cannot_be_listened_on_is_refused_with_what_would_be_right(string key, string value, string right) =>
        Assert.Contains(right, await Refusal.LineOfAsync(Unset.With(key, value), key, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("Protocols", "Http9", "Http1AndHttp2")]
    [InlineData("SslProtocols__0", "Tls99", "Tls13")]
    [InlineData("ClientCertificateMode", "Perhaps", "RequireCertificate")]
    public async Task A_value_of_an_endpoint_that_the_web_server_would_ignore_is_refused(string name, string value, string right)
    {
        var key = $"Kestrel__Endpoints__Web__{name}";
        var said = await Refusal.LineOfAsync(Unset.With(Endpoint, "http://127.0.0.1:0").With(key, value), key, value);
        Assert.Contains(right, said, StringComparison.Ordinal);
    }

    [Theory, InlineData("SslProtocols__0", "Tls13"), InlineData("Protocols", "Http3")]
    public Task A_value_of_an_endpoint_that_takes_https_is_refused_without_it(string name, string value) =>
        Refusal.OfAsync(Unset.With(Endpoint, "http://127.0.0.1:0").With($"Kestrel__Endpoints__Web__{name}", value), Endpoint);

    [Fact]
    public Task An_endpoint_without_address_is_refused() =>
        Refusal.OfAsync(Unset.With("Kestrel__Endpoints__Web__Protocols", "Http1"), Endpoint);

    [Theory, InlineData(Urls, "http://127.0.0.1:{0}"), InlineData(Urls, "http://*:{0}"), InlineData(Urls, "http://localhost:{0}")]
    [InlineData(HttpPorts, "{0}"), InlineData("PORT", "{0}"), InlineData(Endpoint, "http://127.0.0.1:{0}")]
    public async Task A_port_that_somebody_listens_on_is_refused(string key, string value)
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 0);
        somebody.Start();
        var port = $"{((IPEndPoint)somebody.LocalEndpoint).Port}";
        var said = await Refusal.LineOfAsync(Unset.With(key, value.Replace("{0}", port, StringComparison.Ordinal)), key, port);
        Assert.Contains("another process", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_set_twice_is_refused()
    {
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        Assert.Contains("number 2", await Refusal.LineOfAsync(Unset.With(Urls, $"{url};{url}"), Urls, url), StringComparison.Ordinal);
        var two = Unset.With("Kestrel__Endpoints__A__Url", url).With("Kestrel__Endpoints__B__Url", url);
        await Refusal.OfAsync(two, "Kestrel__Endpoints__B__Url", url);
    }

    [Theory, InlineData("elsewhere"), InlineData("https://example.test/users"), InlineData("/users?x"), InlineData("/users//api")]
    [InlineData("/../users")]
    public Task A_PathBase_that_no_path_begins_with_is_refused(string value) =>
        Refusal.OfAsync(new ApiSettings().With("PathBase", value), "PathBase", value);
}
