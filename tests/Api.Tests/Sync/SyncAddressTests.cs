using Microsoft.Extensions.Configuration;
using OrleansUsers.Silo;

namespace OrleansUsers.Api.Tests;

public sealed class SyncAddressTests
{
    [Theory]
    [InlineData("", "http://localhost:5080")]
    [InlineData("http://0.0.0.0:81", "http://localhost:81")]
    [InlineData("http://[::]:81", "http://localhost:81")]
    [InlineData("http://*:81", "http://localhost:81")]
    [InlineData("http://+:81", "http://localhost:81")]
    [InlineData("http://127.0.0.2:81", "http://127.0.0.2:81")]
    [InlineData("http://[::1]:81", "http://[::1]:81")]
    [InlineData("https://*:443;http://*:81", "http://localhost:81")]
    [InlineData("http://127.0.0.1:0;https://one:443", "https://one:443")]
    public void Without_an_option_it_is_where_the_settings_would_listen(string urls, string expected)
    {
        Assert.Equal(expected, Read(null, ("urls", urls)).Url);
        Assert.Equal($"{expected}/users-api", Read(null, ("urls", urls), ("PathBase", "/users-api/")).Url);
    }

    [Theory]
    [InlineData("http://one:1", "http://one:1")]
    [InlineData("https://users.example.com/users-api/", "https://users.example.com/users-api")]
    public void The_option_wins_and_includes_the_path(string given, string expected) =>
        Assert.Equal(expected, Read(given, ("urls", "nonsense"), ("PathBase", "/other")).Url);

    [Fact]
    public void A_socket_file_is_an_address_too()
    {
        Assert.Equal(new SyncAddress("http://unix:/run/a.sock", "http://localhost", "/run/a.sock"), Read("http://unix:/run/a.sock"));
        var ofSettings = Read(null, ("urls", "http://unix:/run/a.sock"), ("PathBase", "/b"));
        Assert.Equal(new SyncAddress("http://unix:/run/a.sock", "http://localhost/b", "/run/a.sock"), ofSettings);
    }

    [Theory]
    [InlineData("localhost:5080"), InlineData("ftp://one"), InlineData("http://user:secret@one"), InlineData("http://one?key=secret")]
    public void What_is_no_address_is_refused_without_its_text(string given)
    {
        var refused = Assert.Throws<SettingException>(() => Read(given));
        Assert.StartsWith("--api: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_another_one_at_each_start_says_nothing()
    {
        var refused = Assert.Throws<SettingException>(() => Read(null, ("urls", "http://127.0.0.1:0")));
        Assert.Contains("--api", refused.Message, StringComparison.Ordinal);
    }

    private static SyncAddress Read(string? given, params (string Key, string Value)[] set)
    {
        var values = set.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value));
        return SyncAddress.Read(given, new ConfigurationBuilder().AddInMemoryCollection(values).Build(), isDevelopment: false);
    }
}
