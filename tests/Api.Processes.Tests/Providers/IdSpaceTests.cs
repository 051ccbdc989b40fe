using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class IdSpaceTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task One_subject_at_three_providers_is_three_users(DatabaseKind kind)
    {
        var (app, subject) = (await apps.On(kind), Person.New().Id);
        foreach (var provider in new[] { app.Clerk, app.Auth0, app.Corp })
        {
            var caller = await app.SignedInAsync(provider, subject, claims => claims["name"] = $"At {provider.Name}");
            Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
            var stored = Expect.Ok(await caller.StoreAsync());
            Assert.Equal(provider.ExternalId(subject), (string?)stored["id"]);
            Assert.Equal(provider.ExternalId(subject), (string?)stored["externalId"]);
            Assert.Equal(provider.Name, (string?)stored["provider"]);
            Assert.Equal([provider.TokenIdentifier(subject)], stored["tokenIdentifiers"]!.AsArray().Select(token => (string)token!));
        }

        var reader = await app.SignedInAsync(subject);
        var names = Expect.Ok(await reader.ProfilesAsync(subject, $"auth0|{subject}", $"corp|{subject}")).AsArray();
        Assert.Equal(["At clerk", "At auth0", "At corp"], names.Select(profile => (string?)profile!["name"]));
        Assert.Equal("At corp", (string?)Expect.Ok(await reader.ProfileAsync($"corp|{subject}"))["name"]);
    }

    [Theory, InlineData("auth0"), InlineData("corp")]
    public async Task A_Clerk_id_in_another_providers_space_is_of_no_use(string space)
    {
        var (app, subject) = (await apps.On(), Person.New().Id);
        var victim = space == "auth0" ? app.Auth0 : app.Corp;
        Expect.Ok(await (await app.SignedInAsync(victim, subject, claims => claims["name"] = "Victim")).StoreAsync());

        var thief = new Person($"{space}|{subject}") { UpdatedAt = Person.Epoch.AddDays(90) };
        await Attack.IsRefusedAsync(app, await app.Clerk.TokenAsync(thief.Id));
        foreach (var body in new[] { thief.Created(), thief.Updated(), thief.Deleted() })
            Expect.Aborted(await app.DeliverAsync(body));
        Assert.Equal("Victim", (string?)Expect.Ok(await (await app.SignedInAsync(victim, subject)).CurrentAsync())["name"]);
    }

    [Fact]
    public async Task A_provider_set_up_later_gets_no_user_whose_id_looks_like_one_of_its_own()
    {
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Sqlite);
        var clerk = new FakeProvider("clerk", "clerk", await apps.Foreign.StartIssuerAsync());
        var late = new FakeProvider("late", "oidc", await apps.Foreign.StartIssuerAsync());
        var settings = clerk.AddTo(new ApiSettings { Environment = "Production", Database = database });
        var (victim, thief) = (new Person("late|1"), new Auth0Person("1") { UpdatedAt = Person.Epoch.AddDays(90) });
        await using (var before = await ApiProcess.StartAsync(settings))
            Expect.Taken(await before.DeliverAsync(clerk.Secret, victim.Created()));

        await using var api = await ApiProcess.StartAsync(late.AddTo(settings));
        var caller = new SignedIn(api, await late.TokenAsync("1", claims => claims["name"] = "Thief"));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Conflict);
        foreach (var body in new[] { thief.Created(), thief.Updated(), thief.Deleted() })
            Expect.Taken(await api.DeliverAsync(late.Secret, body, late.WebhookPath));
        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await caller.ProfileAsync(victim.Id))["name"]);
    }

    [Fact]
    public async Task A_bar_is_only_a_bar_after_the_name_of_no_provider()
    {
        var app = await apps.On();
        foreach (var before in new[] { "nobody", "clerk ", "AUTH0", "auth0 ", "", "xcorp" })
        {
            var user = new Person($"{before}|{Guid.NewGuid():N}");
            Expect.Taken(await app.DeliverAsync(user.Created()));
            Assert.Equal(user.Id, (string?)Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())["id"]);
        }
    }

    [Fact]
    public async Task A_subject_may_hold_the_name_of_its_own_provider_or_of_another_one()
    {
        var app = await apps.On();
        string[] subjects =
        [
            $"auth0|{Guid.NewGuid():N}",
            $"corp|{Guid.NewGuid():N}",
            $"clerk|{Guid.NewGuid():N}",
            $"a|b|{Guid.NewGuid():N}|",
        ];
        foreach (var subject in subjects)
        {
            foreach (var provider in new[] { app.Auth0, app.Corp })
            {
                var stored = Expect.Ok(await (await app.SignedInAsync(provider, subject)).StoreAsync());
                Assert.Equal(($"{provider.Name}|{subject}", provider.Name), ((string?)stored["id"], (string?)stored["provider"]));
            }
        }
    }

    [Fact]
    public async Task An_endpoint_takes_its_own_providers_secret_and_no_other()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        foreach (var wrong in new[] { app.Clerk, app.Corp })
            Expect.Refused(await app.Api.DeliverAsync(wrong.Secret, person.Created(), app.Auth0.WebhookPath, "webhook"));
        Expect.Refused(await app.Api.DeliverAsync(app.Auth0.Secret, Person.New().Created()));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync()).Status);
        Expect.Problem(await app.Api.DeliverAsync(app.Auth0.Secret, person.Created(), "/webhooks/nobody"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_subject_that_is_too_long_with_its_providers_name_is_a_fault_of_the_caller()
    {
        var app = await apps.On();
        Expect.Ok(await (await app.SignedInAsync(app.Corp, new string('x', 395))).StoreAsync());
        Expect.Unauthorized(await (await app.SignedInAsync(app.Corp, new string('x', 396))).StoreAsync());
        Expect.Aborted(await app.DeliverAsync(app.Corp, new Auth0Person(new string('x', 396)).Created()));
    }
}
