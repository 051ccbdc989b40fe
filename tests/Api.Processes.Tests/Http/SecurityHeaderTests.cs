using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SecurityHeaderTests(Apps apps)
{
    [Fact]
    public async Task They_are_on_every_answer_of_the_API_good_or_bad()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        var caller = await app.SignedInAsync(user.Id);
        await CarriesAsync(caller.CurrentAsync(), HttpStatusCode.OK);
        await CarriesAsync(app.DeliverAsync(user.Updated()), HttpStatusCode.OK);
        await CarriesAsync(app.Api.PostAsync(Harness.Webhooks.Path), HttpStatusCode.BadRequest);
        await CarriesAsync(app.Api.GetAsync("/users/current"), HttpStatusCode.Unauthorized);
        await CarriesAsync(caller.ProfileAsync("nobody"), HttpStatusCode.NotFound);
        await CarriesAsync(app.Api.GetAsync("/nowhere"), HttpStatusCode.NotFound);
        await CarriesAsync(app.Api.GetAsync(Harness.Webhooks.Path), HttpStatusCode.MethodNotAllowed);
        await CarriesAsync(
            app.Api.PostAsync(Harness.Webhooks.Path, json: new string('x', 1_100_000)), HttpStatusCode.RequestEntityTooLarge);
        await CarriesAsync(app.Api.GetAsync("/metrics"), HttpStatusCode.Unauthorized);
        await CarriesAsync(app.Admin.SendAsync(HttpMethod.Get, "/metrics"), HttpStatusCode.OK);
        await CarriesAsync(app.Admin.DeleteAsync(Person.New().Id), HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task They_survive_the_handler_of_exceptions()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        await app.Database.Postgres!.ShutOutAsync();
        await CarriesAsync(app.DeliverAsync(Person.New().Created()), HttpStatusCode.ServiceUnavailable);
        await Readiness.IsSoonAsync(app.Api, ready: false);
        await CarriesAsync(app.Api.GetAsync("/health/ready"), HttpStatusCode.ServiceUnavailable);
        await app.Database.Postgres.LetInAsync();
    }

    [Fact]
    public async Task A_live_stream_carries_them_and_is_a_stream_still()
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync((await app.NewUserAsync()).Id);
        await using var stream = await caller.LiveAsync();
        await stream.NextAsync();
        Restricts(stream.Headers);
        Assert.Equal("text/event-stream", stream.ContentHeaders.ContentType!.MediaType);
        Assert.Equal("no-cache, no-transform", stream.Headers.NonValidated["Cache-Control"].ToString());
    }

    [Fact]
    public async Task A_page_says_for_itself_what_it_may_do()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings().With("ADMIN_API_KEY", Sandbox.AdminKey));
        foreach (var path in new[] { "/", "/dashboard/" })
        {
            var page = await api.AskAsync(path, Operator.Key(Sandbox.AdminKey));
            Assert.Equal("text/html", page.ContentType);
            Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
            Assert.Equal("no-referrer", page.Header("Referrer-Policy"));
            var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self'; ", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_an_answer_by_https_binds_the_browser_to_https()
    {
        using var folder = new TemporaryFolder();
        using var certificate = NewCertificate();
        await File.WriteAllBytesAsync(folder.File("server.pfx"), certificate.Export(X509ContentType.Pkcs12));
        var app = await apps.On();
        var settings = (app.Settings with { Database = null }).With("ASPNETCORE_URLS", "http://127.0.0.1:0;https://127.0.0.1:0")
            .With("Kestrel__Certificates__Default__Path", folder.File("server.pfx"));
        await using var api = await ApiProcess.StartAsync(settings);
        Assert.Null((await api.GetAsync("/health/live")).Header("Strict-Transport-Security"));

        using var client = new HttpClient(new HttpClientHandler
        {
            UseProxy = false,
            ServerCertificateCustomValidationCallback = (_, given, _, _) => given!.Thumbprint == certificate.Thumbprint,
        });
        using var answer = await client.GetAsync(new Uri($"{api.ListensOn("https:")}/nowhere"));
        Carries(answer.Headers);
        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    private static async Task CarriesAsync(Task<Answer> asked, HttpStatusCode status)
    {
        var answer = await asked;
        Assert.True(answer.Status == status, answer.ToString());
        Carries(answer.Headers);
    }

    private static void Carries(HttpResponseHeaders headers)
    {
        Restricts(headers);
        Assert.True(headers.CacheControl!.NoStore);
    }

    private static void Restricts(HttpResponseHeaders headers)
    {
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Assert.Single(headers.GetValues("Content-Security-Policy")));
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
