using CsCheck;
using Microsoft.Extensions.Configuration;
using OrleansUsers.Silo;

namespace OrleansUsers.Api.Tests;

public sealed class ListenSettingsTests
{
    private const string Urls = "urls";
    private const string HttpPorts = "http_ports";
    private const string HttpsPorts = "https_ports";
    private const string Port = "PORT";
    private const string Endpoint = "Kestrel:Endpoints:Web:Url";
    private const string Container = "DOTNET_RUNNING_IN_CONTAINER";

    private static readonly string[] Parts =
    [
        "http", "https", "unix", "ftp", "://", ":", "/", ";", "*", "+", "[::1]", "127.0.0.1", "localhost", "80", "-1", "65536", " ", "\"",
    ];

    // Made of the parts of addresses, many are nearly good.
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.OneOf(Parts).Array[0, 8].Select(parts => string.Concat(parts)));

    [Fact]
    public void Endpoints_of_Kestrel_win_over_urls_which_win_over_ports_which_win_over_PORT()
    {
        (string, string)[] set = [(Container, "true"), (Port, "4"), (HttpPorts, "3"), (Urls, "http://two:2"), (Endpoint, "http://one:1")];
        Assert.Equal(["http://one:1"], Read(set));
        Assert.Equal(["http://two:2"], Read(set[..^1]));
        Assert.Equal(["http://*:3"], Read(set[..^2]));
        Assert.Equal(["http://*:4"], Read(set[..^3]));
        Assert.Equal(["http://*:8080"], Read(set[..^4]));
        Assert.Equal(["http://localhost:5080"], Read());
    }

    [Fact]
    public void Urls_win_over_the_endpoints_of_Kestrel_where_the_host_is_told_to_prefer_them() =>
        Assert.Equal(["http://two:2"], Read((Urls, "http://two:2"), (Endpoint, "http://one:1"), ("preferHostingUrls", "true")));

    [Fact]
    public void Ports_are_those_of_all_interfaces_one_after_the_other() =>
        Assert.Equal(["http://*:80", "http://*:81", "https://*:443"], Read((HttpPorts, "80; 81"), (HttpsPorts, "443")));

    [Theory, InlineData(""), InlineData("  "), InlineData("\"\""), InlineData("' '")]
    public void An_empty_setting_is_not_set(string empty)
    {
        Assert.Equal(
            ["http://localhost:5080"],
            Read((Urls, empty), (HttpPorts, empty), (HttpsPorts, empty), (Port, empty), (Endpoint, empty), (Container, empty)));
        Assert.Equal(["http://*:4"], Read((Urls, empty), (HttpPorts, empty), (Port, "4"), (Endpoint, empty)));
        Assert.Equal(["http://one:1"], Read((Urls, empty), (Endpoint, "http://one:1"), ("Kestrel:Endpoints:Other:Url", empty)));
    }

    [Theory, InlineData(" {0} "), InlineData("\"{0}\""), InlineData("'{0}'"), InlineData(" \" {0} \" \n")]
    public void White_space_and_quotes_around_a_value_do_not_count(string around)
    {
        string Put(string value) => around.Replace("{0}", value, StringComparison.Ordinal);
        Assert.Equal(["http://one:1", "http://two:2"], Read((Urls, Put("http://one:1 ; http://two:2"))));
        Assert.Equal(["http://*:3"], Read((HttpPorts, Put("3"))));
        Assert.Equal(["http://*:4"], Read((Port, Put("4"))));
        Assert.Equal(["http://one:1"], Read((Endpoint, Put("http://one:1"))));
    }

    [Fact]
    public void In_Development_PORT_is_for_this_machine_only_and_what_is_set_in_words_of_NET_is_as_it_is_said()
    {
        Assert.Equal(["http://localhost:4"], ReadInDevelopment((Port, "4")));
        Assert.Equal(["http://*:3"], ReadInDevelopment((HttpPorts, "3")));
        Assert.Equal(["http://*:2"], ReadInDevelopment((Urls, "http://*:2")));
    }

    [Fact]
    public void A_password_of_a_certificate_is_taken_as_it_is()
    {
        var set = Configuration(("Kestrel:Certificates:Default:Path", "'a.pfx'"), ("Kestrel:Certificates:Default:Password", "' x \""));
        var kestrel = KestrelSettings.Read(set);
        Assert.True(kestrel.IsCleaned);
        Assert.Equal("a.pfx", kestrel.ToConfiguration()["Certificates:Default:Path"]);
        Assert.Equal("' x \"", kestrel.ToConfiguration()["Certificates:Default:Password"]);
    }

    [Theory, InlineData(Urls), InlineData(HttpPorts), InlineData(HttpsPorts), InlineData(Port), InlineData(Endpoint)]
    public void Any_text_is_an_address_or_is_refused_in_one_line_that_names_the_setting(string key) => AnyText.Sample(text =>
    {
        try
        {
            Assert.NotEmpty(Read((key, text)));
        }
        catch (SettingException refused)
        {
            Assert.DoesNotContain('\n', refused.Message);
            Assert.StartsWith(key.Replace(":", "__", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
        }
    }, iter: 5_000);

    private static IEnumerable<string> Read(params (string Key, string Value)[] set) => Read(Configuration(set), isDevelopment: false);

    private static IEnumerable<string> ReadInDevelopment(params (string Key, string Value)[] set) =>
        Read(Configuration(set), isDevelopment: true);

    private static IEnumerable<string> Read(IConfiguration configuration, bool isDevelopment) =>
        new ListenSettings(configuration, isDevelopment).Read(KestrelSettings.Read(configuration)).Select(address => address.Url);

    private static IConfiguration Configuration(params (string Key, string Value)[] set) =>
        new ConfigurationBuilder().AddInMemoryCollection(set.ToDictionary(one => one.Key, string? (one) => one.Value)).Build();
}
