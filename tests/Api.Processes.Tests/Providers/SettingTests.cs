using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SettingTests(Apps apps)
{
    private static readonly ApiSettings Production = new() { Environment = "Production" };

    [Fact]
    public async Task Another_provider_makes_do_without_Clerk_and_is_named_in_small_letters()
    {
        var corp = new FakeProvider("Corp.1", "oidc", await apps.Foreign.StartIssuerAsync());
        await using var api = await ApiProcess.StartAsync(corp.AddTo(Production));
        var subject = Person.New().Id;
        var caller = new SignedIn(api, await corp.TokenAsync(subject));
        Assert.Equal($"corp.1|{subject}", (string?)Expect.Ok(await caller.StoreAsync())["id"]);

        var person = new Auth0Person(subject);
        Expect.Taken(await api.DeliverAsync(corp.Secret, person.Created(), "/webhooks/corp.1"));
        Assert.Equal("Mary Somerville", (string?)Expect.Ok(await caller.CurrentAsync())["name"]);
        Expect.Problem(await api.DeliverAsync(corp.Secret, person.Created()), HttpStatusCode.NotFound);
        Expect.Problem(await api.DeliverAsync(corp.Secret, person.Created(), "/webhooks/clerk"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Clerk_may_be_set_by_the_long_names_too()
    {
        var clerk = new FakeProvider("clerk", "clerk", await apps.Foreign.StartIssuerAsync())
        {
            AuthorizedParties = ["http://localhost:3000"],
        };
        await using var api = await ApiProcess.StartAsync(clerk.AddTo(Production));
        var user = Person.New();
        Expect.Taken(await api.DeliverAsync(clerk.Secret, user.Created()));
        var caller = new SignedIn(api, await clerk.TokenAsync(user.Id));
        Assert.Equal(("Ada Lovelace", user.Id), NameAndId(await caller.CurrentAsync()));
        Expect.Unauthorized(await new SignedIn(api, await clerk.TokenAsync(user.Id, claims => claims.Remove("azp"))).CurrentAsync());
    }

    [Fact]
    public async Task A_provider_without_webhook_secrets_signs_in_and_has_no_endpoint()
    {
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var settings = corp.AddTo(Production).Without("Providers__corp__Kind").Without("Providers__corp__WebhookSecrets");
        await using var api = await ApiProcess.StartAsync(settings);
        Assert.Contains("Providers__corp__Audience is not set", api.Output, StringComparison.Ordinal);
        Expect.Ok(await new SignedIn(api, await corp.TokenAsync("user_1")).StoreAsync());
        Expect.Problem(await api.DeliverAsync(corp.Secret, new Auth0Person("user_1").Created(), "/webhooks/corp"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_second_Clerk_has_an_id_space_and_an_endpoint_of_its_own()
    {
        var clerk = new FakeProvider("clerk", "clerk", await apps.Foreign.StartIssuerAsync());
        var staging = new FakeProvider("staging", "clerk", await apps.Foreign.StartIssuerAsync());
        await using var api = await ApiProcess.StartAsync(staging.AddTo(clerk.AddTo(Production)));
        var user = Person.New();
        foreach (var (provider, last) in new[] { (clerk, "Lovelace"), (staging, "Staging") })
        {
            Expect.Taken(await api.DeliverAsync(provider.Secret, (user with { LastName = last }).Created(), provider.WebhookPath));
            var caller = new SignedIn(api, await provider.TokenAsync(user.Id));
            Assert.Equal(($"Ada {last}", provider.ExternalId(user.Id)), NameAndId(await caller.CurrentAsync()));
        }
    }

    private static (string?, string?) NameAndId(Answer answer)
    {
        var user = Expect.Ok(answer);
        return ((string?)user["name"], (string?)user["id"]);
    }
}
