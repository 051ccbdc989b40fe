using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Settings as people write them: mistyped, quoted, with a line break at the end, empty, in the wrong place.</summary>
public sealed class SettingFaultTests(Apps apps)
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Key = "an-admin-key-of-more-than-32-characters";

    private static readonly ApiSettings Good = new ApiSettings { Environment = "Production" }
        .With("CLERK_WEBHOOK_SECRET", Secret)
        .With("CLERK_ISSUER", "https://clerk.example.test");

    [Fact]
    public async Task An_unknown_key_is_refused_with_the_nearest_known_one_and_all_are_told_in_one_start()
    {
        var wrong = new Dictionary<string, string>
        {
            ["Providers__corp__Isuer"] = "Providers__corp__Issuer",
            ["Providers__corp__AuthorisedParties__0"] = "Providers__corp__AuthorizedParties__0",
            ["Providers__corp__Claims__Fullname"] = "Providers__corp__Claims__",
            ["Providers__corp__Issuer__Url"] = "Providers__corp__Issuer",
            ["Cors__Origin__0"] = "Cors__Origins__0",
            ["Limits__RequestPerSecond"] = "Limits__RequestsPerSecond",
            ["Orleans__Siloport2"] = "Orleans__SiloPort",
            ["Orleans__Tls__Cert"] = "Orleans__Tls__Certificate",
            ["Admin__Key__ci"] = "Admin__Keys__<name>",
            ["Storage__File"] = "Storage__Path",
            ["Changes__Uri"] = "Changes__Url",
            ["Changes__MaxMegabyte"] = "Changes__MaxMegabytes",
            ["Sync__Shedule"] = "Sync__Schedule",
        };
        var settings = wrong.Keys.Aggregate(
            Good.With("Providers__corp__Issuer", "https://corp.example.test"), (all, key) => all.With(key, "https://secret.example.test"));
        var lines = await LinesAsync(settings);
        foreach (var (key, nearest) in wrong)
        {
            var line = Assert.Single(lines, line => line.StartsWith($"Not started. {key}:", StringComparison.OrdinalIgnoreCase));
            Assert.Contains(nearest, line, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("secret.example.test", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_wrong_value_is_told_in_one_start_each_in_a_line_without_the_value()
    {
        var wrong = new Dictionary<string, string>
        {
            ["CLERK_ISSUER"] = "https://clerk.example.test/.well-known/jwks.json",
            ["CLERK_WEBHOOK_SECRET"] = "whsec_sesame!",
            ["CLERK_INSTANCE_ID"] = "",
            ["CLERK_API_URL"] = "http://api.clerk.sesame.test",
            ["Providers__corp__Kind"] = "saml-sesame",
            ["Providers__corp__Issuer"] = "corp.sesame.test",
            ["Providers__corp__JwksUri"] = "http://keys.sesame.test/jwks",
            ["Providers__corp__AuthorizedParties"] = "https://app.sesame.test",
            ["Providers__corp__Audience__1"] = "",
            ["Providers__google__Audience"] = " ",
            ["Providers__shared__Issuer"] = "https://login.microsoftonline.com/common/v2.0",
            ["Providers__auth0__WebhookTokens"] = "sesame",
            ["Providers__auth0__ClientSecret"] = "sesame",
            ["Cors__Origins__0"] = "app.sesame.test",
            ["Limits__ConcurrentRequests"] = "sesame",
            ["Limits__KeepAliveSeconds"] = "0",
            ["Orleans__AdvertisedIPAddress"] = "sesame",
            ["ADMIN_API_KEY"] = "sesame",
            ["Admin__Keys__ci"] = "sesame",
            ["Sync__Schedule"] = "sesame",
            ["Changes__Url"] = "https://changes.sesame.test",
            ["Changes__MaxMegabytes"] = "1.5 sesame",
            ["PathBase"] = "sesame",
            ["PORT"] = "sesame",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "sesame",
            ["Logging__LogLevel__Default"] = "sesame",
            ["ConnectionStrings__Users"] = "postgres://sesame:sesame@/",
        };
        var settings = wrong.Aggregate(
            Good.Without("ASPNETCORE_URLS").With("Providers__auth0__Kind", "auth0")
                .With("Providers__auth0__Issuer", "https://tenant.example.test/")
                .With("Providers__google__Issuer", "https://accounts.google.com").With("Providers__corp__Audience__0", "web"),
            (all, setting) => all.With(setting.Key, setting.Value));
        var lines = await LinesAsync(settings);
        Assert.All(
            wrong.Keys.Except(["Providers__auth0__ClientSecret", "Changes__Url", "Providers__shared__Issuer"]),
            key => Assert.Contains(lines, line => line.Contains(key, StringComparison.OrdinalIgnoreCase)));
        string[] absent = ["Providers__auth0__Domain", "Providers__auth0__ClientId", "Changes__Secret", "Providers__shared__Audience"];
        foreach (var missing in absent)
            Assert.Contains(lines, line => line.Contains(missing, StringComparison.Ordinal));
        Assert.DoesNotContain("sesame", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Providers__corp__Audience", "web", "Providers__corp__Audience__0", "ios")]
    [InlineData("Providers__corp__WebhookSecrets", Secret, "Providers__corp__WebhookSecrets__0", Secret)]
    [InlineData(
        "Providers__corp__JwksUri", "https://corp.example.test/keys", "Providers__corp__MetadataAddress", "https://corp.example.test/doc")]
    [InlineData("CLERK_ISSUER", "https://clerk.example.test", "Providers__clerk__Issuer", "https://clerk.example.test")]
    [InlineData("Providers__corp__InstanceId", "ins_1", "Providers__corp__Kind", "oidc")]
    [InlineData("Providers__corp__WebhookTokens", "a-token-of-16-characters", "Providers__corp__Kind", "oidc")]
    public async Task What_contradicts_itself_is_refused(string first, string one, string second, string other)
    {
        var lines = await LinesAsync(
            Good.With("Providers__corp__Issuer", "https://corp.example.test").With(first, one).With(second, other));
        Assert.Contains(lines, line => line.Contains(first, StringComparison.Ordinal) || line.Contains(second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_counts_without_what_a_file_adds_to_it()
    {
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var settings = new ApiSettings { Environment = "Production" }
            .With("Providers__corp__Issuer", $"\"{corp.Issuer.Url}\"\n")
            .With("Providers__corp__Kind", " OIDC ")
            .With("Providers__corp__Audience__0", "'web'")
            .With("Providers__corp__Audience__1", " ios\r\n")
            .With("Providers__corp__WebhookSecrets", $"v1,{corp.Secret}\n")
            .With("Providers__corp__AuthorizedParties__0", "\"HTTPS://App.Example.test/\"")
            .With("Cors__Origins__0", "https://*.preview.example.test/")
            .With("Limits__RequestsPerSecond", "")
            .With("Storage__Path", "  ")
            .With("ADMIN_API_KEY", $"\"{Key}\"\n")
            .With("Admin__Keys__ci", $"{Key}-of-ci\n");
        await using var api = await ApiProcess.StartAsync(settings);
        Expect.Taken(await api.DeliverAsync(corp.Secret, new Auth0Person("1").Created(), corp.WebhookPath));
        foreach (var audience in new[] { "web", "ios" })
            Expect.Ok(await new SignedIn(api, await TokenAsync(audience)).CurrentAsync());
        Expect.Unauthorized(await new SignedIn(api, await TokenAsync("other")).CurrentAsync());
        foreach (var key in new[] { Key, $"{Key}-of-ci" })
            Assert.Equal(System.Net.HttpStatusCode.NoContent, (await new Admin(api, key).DeleteAsync("nobody")).Status);
        await Until.LoggedAsync(api, "ci called DELETE /admin/users/{id} for user nobody: 204");
        foreach (var origin in new[] { "https://app.example.test", "https://pr-7.preview.example.test" })
            Assert.Equal(origin, await AllowedAsync(api, origin));
        string[] refused =
            ["https://preview.example.test", "http://pr-7.preview.example.test", "https://preview.example.test.evil.test"];
        foreach (var origin in refused)
            Assert.Null(await AllowedAsync(api, origin));

        Task<string> TokenAsync(string audience) =>
            corp.TokenAsync("1", claims => (claims["aud"], claims["azp"]) = (audience, "https://app.example.test"));
    }

    [Fact]
    public async Task An_ignored_database_and_an_unreachable_API_are_told_without_their_secrets()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings()
            .With("CLERK_SECRET_KEY", "sk_test_sesame").With("CLERK_API_URL", "http://127.0.0.1:1").With("Sync__Schedule", "00:05:00")
            .With("DATABASE_URL", "postgres://nobody:sesame@nowhere.example.test/app"));
        await Until.LoggedAsync(api, "The sync with clerk tries again", "DATABASE_URL is ignored in Development");
        Assert.DoesNotContain("sesame", api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_may_be_given_by_DATABASE_URL()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var to = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString);
        var url = $"postgres://{Uri.EscapeDataString(to.Username!)}:{Uri.EscapeDataString(to.Password!)}@/{to.Database}"
            + $"?host={Uri.EscapeDataString(to.Host!)}&port={to.Port}";
        await using var api = await ApiProcess.StartAsync(Good.With("DATABASE_URL", url));
        Expect.Taken(await api.DeliverAsync(Secret, Person.New().Created()));
        await Until.LoggedAsync(api, $"database {database.Name}");
    }

    /// <summary>
    /// Whatever is in the settings of providers, reading them ends in settings or in faults, and never in another exception.
    /// </summary>
    [Fact]
    public void Any_text_is_a_setting_or_a_fault()
    {
        var key = Gen.OneOf<string>(
            "Kind", "Issuer", "AlsoIssuers:0", "JwksUri", "MetadataAddress", "Audience", "Audience:0", "SubjectClaim",
            "AuthorizedParties:0", "AuthorizedParties", "WebhookSecrets", "WebhookTokens", "InstanceId", "ApiUrl", "Claims:Name", "Claims",
            "X", "Issuer:0", "Audience:x");
        var text = Gen.OneOf(Gen.String, Gen.OneOf<string>(
            "", "\"", "''", "https://", "http://[", "https://a|b", "v1,", "whsec_", "*", "https://*.", "http://10.0.0.1", "\0"));
        Gen.Select(key, text).Array[0, 8].Sample(
            settings =>
            {
                var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
                foreach (var (name, value) in settings)
                    configuration[$"Providers:corp:{name}"] = value;
                var reader = new Silo.SettingsReader(configuration);
                new ProviderReader(reader, builtIn: null, TimeProvider.System).Read();
                reader.Read<CorsSettings>("Cors").Read(reader);
            },
            iter: 20_000);
    }

    private static async Task<string?> AllowedAsync(ApiProcess api, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri("/users/store", UriKind.Relative));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        return (await api.SendAsync(request)).Header("Access-Control-Allow-Origin");
    }

    private static async Task<string[]> LinesAsync(ApiSettings settings)
    {
        var (exitCode, output) = await ApiProcess.RunToExitAsync(settings, TimeSpan.FromSeconds(60));
        Assert.True(exitCode == 1, $"Exit code {exitCode}:\n{output}");
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        return [.. output.Split('\n').Where(line => line.Length > 0)];
    }
}
