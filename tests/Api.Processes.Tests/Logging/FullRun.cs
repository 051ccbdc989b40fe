using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// All that callers and operators do with a process, rightly and wrongly. It remembers what was secret of it, and each answer it got.
/// </summary>
internal sealed class FullRun(Sandbox app)
{
    /// <summary>Part of every e-mail address that is sent.</summary>
    public const string Mail = "@mail.example.test";

    private readonly ConcurrentQueue<string> _secrets = new();

    /// <summary>What must be in no log and no error.</summary>
    public IEnumerable<string> Secrets => new[] { app.Clerk, app.Auth0, app.Corp }
        .SelectMany(provider => new[] { provider.Secret, provider.NextSecret })
        .Select(secret => secret["whsec_".Length..])
        .Concat([Sandbox.AdminKey, app.Database.Postgres!.Password])
        .Concat(_secrets);

    /// <summary>Every answer that is an error, and the metrics.</summary>
    public ConcurrentQueue<string> Answers { get; } = new();

    public async Task OnAsync(ApiProcess api)
    {
        var person = NewPerson();
        await WebhooksAsync(api, person);
        await TokensAsync(api, person);
        await UsersAsync(api, person);
        await OperatorAsync(api, person);
        await NonsenseAsync(api);
        await SayAsync(api.DeliverAsync(app.Secret, person.Deleted()));
    }

    /// <summary>What callers see while the store is in trouble.</summary>
    public async Task InTroubleAsync(ApiProcess api)
    {
        var person = NewPerson();
        var caller = await SignedInAsync(api, person);
        await Task.WhenAll(
            SayAsync(api.DeliverAsync(app.Secret, person.Created())),
            SayAsync(caller.StoreAsync()),
            SayAsync(caller.CurrentAsync()),
            SayAsync(caller.SendAsync($"Write to {person.Email}")),
            SayAsync(new Admin(api, Sandbox.AdminKey).DeleteAsync(person.Id)),
            SayAsync(api.GetAsync("/health/ready")));
    }

    private async Task WebhooksAsync(ApiProcess api, Person person)
    {
        await SayAsync(api.DeliverAsync(app.Secret, person.Created()));
        var renamed = person with { LastName = "King", UpdatedAt = Person.Epoch.AddDays(1) };
        await SayAsync(api.DeliverAsync(app.NextSecret, renamed.Updated()));
        var said = Auth0Person.New().Said(new JsonObject { ["email"] = person.Email });
        await SayAsync(api.DeliverAsync(app.Auth0.Secret, said, app.Auth0.WebhookPath, "webhook"));
        await SayAsync(api.DeliverAsync(WebhookSignature.NewSecret(), person.Updated()));
        await SayAsync(api.DeliverAsync(app.Secret, Encoding.UTF8.GetBytes($"no event of {person.Email}")));
        var strange = person.Updated();
        strange["type"] = "organization.created";
        await SayAsync(api.DeliverAsync(app.Secret, strange));
    }

    private async Task TokensAsync(ApiProcess api, Person person)
    {
        Signing[] forgeries =
            [new(Key: "unpublished"), new(Key: "unpublished", Kid: "unknown"), new("HS256", "publicPem"), new(Key: "zero")];
        foreach (var signing in forgeries)
            await SayAsync(new SignedIn(api, Secret(await app.Issuer.TokenAsync(Claims(person), signing))).CurrentAsync());
        var expired = Claims(person);
        (expired["nbf"], expired["iat"], expired["exp"]) = (1, 1, 60);
        await SayAsync(new SignedIn(api, Secret(await app.Issuer.TokenAsync(expired))).CurrentAsync());
        var good = await app.Issuer.TokenAsync(Claims(person));
        await SayAsync(new SignedIn(api, Secret($"{good}x")).CurrentAsync());
        await SayAsync(new SignedIn(api, Secret(good.Replace('.', '_'))).CurrentAsync());
    }

    private async Task UsersAsync(ApiProcess api, Person person)
    {
        var caller = await SignedInAsync(api, person);
        await SayAsync(caller.StoreAsync());
        await SayAsync(caller.CurrentAsync());
        await SayAsync(caller.ProfileAsync(person.Id));
        await SayAsync(caller.ProfilesAsync(person.Id, NewPerson().Id));
        await using (var stream = await caller.LiveAsync())
        {
            await stream.NextAsync();
            var renamed = person with { LastName = "Byron", UpdatedAt = Person.Epoch.AddDays(2) };
            await SayAsync(api.DeliverAsync(app.Secret, renamed.Updated()));
            await stream.NextAsync();
        }
        var newcomer = await SignedInAsync(api, NewPerson());
        await SayAsync(newcomer.WaitAsync(1));
        await SayAsync(newcomer.StoreAsync());
        await SayAsync(newcomer.SendAsync($"Write to {person.Email}", "general"));
        await SayAsync(newcomer.SendAsync("", "general"));
        await SayAsync(newcomer.ChannelAsync("general"));
        await SayAsync(newcomer.OwnMessagesAsync());
    }

    private async Task OperatorAsync(ApiProcess api, Person person)
    {
        var admin = new Admin(api, Sandbox.AdminKey);
        var other = app.Corp.TokenIdentifier(Guid.NewGuid().ToString());
        await SayAsync(admin.LinkAsync(person.Id, other));
        await SayAsync(admin.UnlinkAsync(person.Id, other));
        await SayAsync(admin.UnlinkAsync(person.Id, other));
        await SayAsync(admin.LinkAsync(person.Id, new StringContent("{", Encoding.UTF8, "application/json")));
        await SayAsync(admin.DeleteAsync(NewPerson().Id));
        await SayAsync(new Admin(api, Secret(Sandbox.AdminKey[1..] + "!")).DeleteAsync(person.Id));
        foreach (var path in new[] { "/metrics", "/dashboard/DashboardCounters" })
        {
            await SayAsync(api.AskAsync(path, Operator.Bearer(Sandbox.AdminKey)));
            await SayAsync(api.AskAsync(path, Operator.Basic("operator", Sandbox.AdminKey)));
            await SayAsync(api.AskAsync(path, Operator.Basic("operator", Secret("a-wrong-password-of-32-characters!"))));
        }
        _secrets.Enqueue(Operator.Basic("operator", Sandbox.AdminKey).Value["Basic ".Length..]);
        Answers.Enqueue((await api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey))).Body);
    }

    private async Task NonsenseAsync(ApiProcess api)
    {
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Post, "/messages", $"{{\"body\": \"{NewPerson().Email}"), (HttpMethod.Post, "/users/store", "<xml/>"),
            (HttpMethod.Put, "/users/current", "{}"), (HttpMethod.Post, "/metrics", "{"), (HttpMethod.Post, Harness.Webhooks.Path, "\0"),
        })
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Secret(await app.Issuer.TokenAsync(Claims(NewPerson())))}");
            await SayAsync(api.SendAsync(request));
        }
    }

    private async Task<SignedIn> SignedInAsync(ApiProcess api, Person person) =>
        new(api, Secret(await app.Issuer.TokenAsync(Claims(person))));

    private JsonObject Claims(Person person)
    {
        var claims = app.Issuer.Claims(person.Id);
        claims["email"] = person.Email;
        return claims;
    }

    // Of a token its end: it says nothing of its own, and nothing else makes it a key to anything.
    private string Secret(string secret)
    {
        _secrets.Enqueue(secret[(secret.LastIndexOf('.') + 1)..]);
        return secret;
    }

    private async Task SayAsync(Task<Answer> asked)
    {
        var answer = await asked;
        if ((int)answer.Status >= 400)
            Answers.Enqueue($"{answer}\n{answer.Headers}");
    }

    private static Person NewPerson() => Person.New() with { Email = $"{Guid.NewGuid():N}{Mail}" };
}
