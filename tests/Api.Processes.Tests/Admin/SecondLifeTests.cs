using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Ids of Auth0 and of OpenID providers can come back after a deletion.</summary>
public sealed class SecondLifeTests(Apps apps)
{
    private static readonly DateTimeOffset Deletion = Person.Epoch.AddDays(1);
    private static readonly DateTimeOffset Return = Person.Epoch.AddDays(2);

    public static TheoryData<int[]> Orders { get; } = [.. Permutations([0, 1, 2, 3])];

    [Theory, MemberData(nameof(Orders))]
    public async Task An_id_that_comes_back_lives_again_in_every_order_of_the_events(int[] order)
    {
        var (app, first) = (await apps.On(), Auth0Person.New());
        var second = first with { FirstName = "Grace", LastName = "Hopper", UpdatedAt = Return.AddMinutes(1) };
        JsonObject[] events =
        [
            first.Created(),
            (first with { UpdatedAt = Deletion }).Deleted(),
            Reborn(second.Created()),
            Reborn((second with { LastName = "Murray", UpdatedAt = Return.AddMinutes(2) }).Updated()),
        ];
        foreach (var index in order)
            Expect.Taken(await app.DeliverAsync(app.Auth0, events[index]));
        var user = Expect.Ok(await app.Admin.DetailsAsync(app.Auth0.ExternalId(first.Subject)))["user"];
        Assert.Equal("Grace Murray", (string?)user?["name"]);
    }

    [Fact]
    public async Task A_deletion_without_a_time_outranks_every_creation_but_no_reinstatement()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var id = app.Auth0.ExternalId(person.Subject);
        var deletion = person.Deleted();
        deletion.Remove("timestamp");
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Created()));
        Expect.Taken(await app.DeliverAsync(app.Auth0, deletion));
        var again = person with { UpdatedAt = Reinstated.Later() };
        Expect.Taken(await app.DeliverAsync(app.Auth0, Reborn(again.Created(), again.UpdatedAt)));
        var details = Expect.Ok(await app.Admin.DetailsAsync(id));
        Assert.NotNull((string?)details["deletedAt"]);
        Assert.Null(details["user"]);
        Assert.Empty(details["parts"]!.AsObject());

        Expect.Ok(await app.Admin.ReinstateAsync(id));
        Expect.Taken(await app.DeliverAsync(app.Auth0, (again with { UpdatedAt = Reinstated.Later(120) }).Updated()));
        Assert.NotNull(Expect.Ok(await app.Admin.DetailsAsync(id))["user"]);
    }

    [Fact]
    public async Task An_id_of_Clerk_never_comes_back_by_itself()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        var again = (user with { UpdatedAt = Reinstated.Later() }).Created();
        again["data"]!["created_at"] = Reinstated.Later().ToUnixTimeMilliseconds();
        Expect.Taken(await app.DeliverAsync(again));
        Assert.Null(Expect.Ok(await app.Admin.DetailsAsync(user.Id))["user"]);
    }

    private static JsonObject Reborn(JsonObject happened, DateTimeOffset? at = null)
    {
        happened["data"]!["created_at"] = (at ?? Return).ToUnixTimeMilliseconds();
        return happened;
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 1
        ? [items]
        : items.SelectMany(item => Permutations([.. items.Where(other => other != item)]), (item, rest) => (int[])[item, .. rest]);
}
