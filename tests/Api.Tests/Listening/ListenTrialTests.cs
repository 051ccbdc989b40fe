using OrleansUsers.Harness;
using System.Net;
using System.Net.Sockets;
using CsCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using OrleansUsers.Silo;

namespace OrleansUsers.Api.Tests;

public sealed class ListenTrialTests
{
    private const string Setting = "ASPNETCORE_URLS";

    private static readonly Gen<string> Address = Gen.Select(
        Gen.OneOf("http://", "https://", "HTTP://", "http:/", "ftp://", ""),
        Gen.OneOf(
            Gen.OneOf("127.0.0.1", "[::1]", "localhost", "*", "192.0.2.1", "[fe80::9]", "app.localhost", "unix:/nowhere/x", "pipe:/x"),
            Gen.String[0, 5]),
        Gen.OneOf(":0", ":-1", ":65536", ":x"),
        Gen.OneOf("", "", "/", "/x", "?x"),
        (scheme, host, port, path) => scheme + host + port + path);

    [Fact]
    public void Whatever_address_is_set_the_process_listens_there_or_says_in_one_line_why_not() => Address.Array[1, 3].Sample(urls =>
    {
        try
        {
            Try(urls);
        }
        catch (SettingException refused)
        {
            Assert.DoesNotContain('\n', refused.Message);
            Assert.StartsWith(Setting, refused.Message, StringComparison.Ordinal);
        }
    }, iter: 300);

    [Fact]
    public void A_port_that_was_tried_is_free_again()
    {
        var port = FreePort.Find();
        Try($"http://127.0.0.1:{port}");
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, "http://*:80", "1024")]
    [InlineData(SocketError.AddressNotAvailable, "http://192.0.2.1:80", "localhost")]
    [InlineData(SocketError.AccessDenied, "http://unix:/x.sock", "folder")]
    public void What_the_system_refuses_is_told_with_what_would_be_right(SocketError error, string url, string right)
    {
        var fault = new IOException("outer", new SocketException((int)error));
        var problem = ListenFault.Describe(fault, new ListenAddress(Setting, url), hasCertificate: false);
        Assert.Contains(right, problem, StringComparison.Ordinal);
    }

    private static void Try(params string[] urls)
    {
        var addresses = urls.Select(url => new ListenAddress(Setting, url)).ToArray();
        foreach (var address in addresses)
            address.Parse();
        var kestrel = KestrelSettings.Read(new ConfigurationBuilder().Build());
        new ListenTrial(WebApplication.CreateEmptyBuilder(new()).Environment, kestrel, addresses).Run().GetAwaiter().GetResult();
    }
}
