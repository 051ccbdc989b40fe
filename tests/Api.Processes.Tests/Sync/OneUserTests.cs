using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class OneUserTests(Apps apps)
{
    [Fact]
    public async Task One_user_is_read_again()
    {
        await using var sync = await SyncedClerk.StartAsync(
            apps.Foreign, DatabaseKind.Sqlite, Enumerable.Range(0, 5).Select(number => FakeUser.Numbered(number)));
        var user = sync.Clerk.Users[0];
        var created = Expect.Ok(await sync.SyncOneAsync(user.Id));
        Assert.Equal("created", (string?)created["outcome"]);
        Assert.Contains("email", created["changed"]!.AsArray().Select(field => (string?)field));

        sync.Clerk.Change(user.Id, before => before with { FirstName = "New", UpdatedAt = before.UpdatedAt + 1000 });
        var updated = Expect.Ok(await sync.SyncOneAsync(user.Id));
        Assert.Equal("updated", (string?)updated["outcome"]);
        Assert.Equal(["firstName", "name", "updatedAt"], updated["changed"]!.AsArray().Select(field => (string)field!).Order());
        Assert.Equal("unchanged", (string?)Expect.Ok(await sync.SyncOneAsync(user.Id))["outcome"]);

        sync.Clerk.Delete(user.Id);
        var gone = await sync.SyncOneAsync(user.Id);
        Expect.Problem(gone, HttpStatusCode.Conflict);
        Assert.Contains("goneThere", gone.Body, StringComparison.Ordinal);
        Expect.Problem(await sync.SyncOneAsync("user_nobody"), HttpStatusCode.NotFound);

        await sync.App.Admin.DeleteAsync(sync.Clerk.Users[1].Id);
        var deleted = await sync.SyncOneAsync(sync.Clerk.Users[1].Id);
        Expect.Problem(deleted, HttpStatusCode.Conflict);
        Assert.Contains("deletedHere", deleted.Body, StringComparison.Ordinal);

        sync.Clerk.Faults = _ => Fault.Status(500);
        Expect.Problem(await sync.SyncOneAsync(sync.Clerk.Users[2].Id), HttpStatusCode.BadGateway);
        sync.Clerk.Faults = _ => Fault.Silent;
        Expect.Problem(await sync.SyncOneAsync(sync.Clerk.Users[2].Id), HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task Without_a_key_the_missing_setting_is_named()
    {
        var app = await apps.On();
        (string Id, string Setting)[] missing =
            [("user_1", "CLERK_SECRET_KEY"), ("auth0|auth0|1", "Providers__auth0__Domain"), ("corp|1", "oidc")];
        foreach (var (id, setting) in missing)
        {
            var answer = await app.Admin.SendAsync(HttpMethod.Post, $"/admin/users/{Uri.EscapeDataString(id)}/sync");
            Expect.Problem(answer, HttpStatusCode.Conflict);
            Assert.Contains(setting, answer.Body, StringComparison.Ordinal);
            Assert.Equal(409, (int)(await app.Admin.SendAsync(HttpMethod.Post, $"/admin/user/sync?id={Uri.EscapeDataString(id)}")).Status);
        }
    }
}
