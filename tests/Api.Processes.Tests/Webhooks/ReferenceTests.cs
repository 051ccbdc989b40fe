using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The app's own id of a user, and the last activity, which Clerk keeps.</summary>
public sealed class ReferenceTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_user_has_the_apps_own_id_and_its_last_activity(DatabaseKind kind)
    {
        var (app, user) = (await apps.On(kind), Person.New());
        var reference = $"a-{Guid.NewGuid():N}";
        var body = user.Created();
        (body["data"]!["external_id"], body["data"]!["last_active_at"]) = (reference, 1_759_968_000_000);
        Expect.Taken(await app.DeliverAsync(body));
        var caller = await app.SignedInAsync(user.Id);
        var shown = Expect.Ok(await caller.CurrentAsync());
        Assert.Equal((reference, "2025-10-09T00:00:00.000Z"), ((string?)shown["referenceId"], (string?)shown["lastActiveAt"]));
        var row = Assert.Single(await app.Database.QueryAsync("select external_id from users where reference_id = @id", reference));
        Assert.Equal(user.Id, row["external_id"]);

        var later = user.AfterChange(1).Updated();
        (later["data"]!["external_id"], later["data"]!["last_active_at"]) = (null, null);
        Expect.Taken(await app.DeliverAsync(later));
        shown = Expect.Ok(await caller.CurrentAsync());
        Assert.Equal((null, null), ((string?)shown["referenceId"], (string?)shown["lastActiveAt"]));
    }

    [Theory]
    [InlineData("\"a-17\"", "a-17")]
    [InlineData("\" a \"", " a ")]
    [InlineData("\"\"", "")]
    [InlineData("null", "")]
    [InlineData("17", null)]
    [InlineData("{}", null)]
    [InlineData("\"\\ud800\"", null)]
    [InlineData("\"a\\u0000b\"", "ab")]
    public void The_apps_own_id_is_a_text_and_is_said_not_to_be_by_null(string json, string? reference)
    {
        foreach (var kind in Enum.GetValues<ProviderKind>())
            Assert.Equal(reference, EventReading.Said(kind, $"\"external_id\":{json}").ReferenceId);
    }
}
