using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Users who are stored otherwise than by the directory that is read.</summary>
public sealed class OtherAccountsTests(Apps apps)
{
    [Fact]
    public async Task Two_instances_of_Clerk_have_users_and_runs_of_their_own()
    {
        await using var other = await FakeClerkApi.StartAsync(Enumerable.Range(500, 700).Select(number => FakeUser.Numbered(number)));
        await using var issuer = ForeignClient.Start();
        var url = (await issuer.StartIssuerAsync()).Url;
        await using var sync = await StartAsync(users: 600, settings => settings
            .With("Providers__second__Kind", "clerk")
            .With("Providers__second__Issuer", url)
            .With("Providers__second__SecretKey", other.SecretKey)
            .With("Providers__second__ApiUrl", other.Url + "/v1"));
        await sync.RunAsync();
        var answer = await sync.StartRunAsync(new { provider = "second", deleteMissing = true });
        Assert.Equal(202, (int)answer.Status);
        var end = await UntilEndAsync(sync, "second");
        Assert.Equal((700, 700, 0), ((long)end["seen"]!, (long)end["created"]!, (long)end["deleted"]!));
        Assert.Equal(600, (long)(await sync.StatusAsync())["created"]!);

        foreach (var gone in other.Users.Take(3).ToList())
            other.Delete(gone.Id);
        await sync.StartRunAsync(new { provider = "second", deleteMissing = true });
        Assert.Equal(3, (long)(await UntilEndAsync(sync, "second"))["deleted"]!);
        var again = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal((600, 0), ((long)again["unchanged"]!, (long)again["goneThere"]!));
    }

    [Fact]
    public async Task An_account_that_is_linked_to_another_user_makes_no_user_of_its_own()
    {
        await using var sync = await StartAsync(users: 20);
        var linked = sync.Clerk.Users[7];
        var caller = await sync.App.SignedInAsync(sync.App.Auth0, "auth0|1", claims => claims["name"] = "Ada");
        Expect.Ok(await caller.StoreAsync());
        Expect.Ok(await sync.App.Admin.LinkAsync("auth0|auth0|1", sync.App.Clerk.TokenIdentifier(linked.Id)));
        var end = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal((20, 19, 1, 0), ((long)end["seen"]!, (long)end["created"]!, (long)end["updated"]!, (long)end["deleted"]!));
        Assert.Empty(await sync.App.Database.QueryAsync("select 1 from users where external_id = @id", linked.Id));
        var again = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal((20, 0, 0), ((long)again["unchanged"]!, (long)again["updated"]!, (long)again["goneThere"]!));
    }

    [Fact]
    public async Task Users_who_are_known_from_their_tokens_only_are_completed_and_not_taken_for_gone()
    {
        await using var sync = await StartAsync(users: 20);
        var (known, gone) = (sync.Clerk.Users[3].Id, "user_nobody");
        foreach (var id in new[] { known, gone })
            Expect.Ok(await (await sync.App.SignedInAsync(id, claims => claims["name"] = "From the token")).StoreAsync());
        var end = await sync.RunAsync();
        Assert.Equal((19, 1, 1), ((long)end["created"]!, (long)end["updated"]!, (long)end["goneThere"]!));
        var again = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal((20, 1), ((long)again["unchanged"]!, (long)again["deleted"]!));
        Assert.Empty(await sync.DifferencesAsync());
    }

    private static async Task<JsonNode> UntilEndAsync(SyncedClerk sync, string provider)
    {
        while (true)
        {
            var status = Expect.Ok(await sync.App.Admin.SendAsync(HttpMethod.Get, $"/admin/sync?provider={provider}"));
            if ((string?)status["state"] != "running")
                return status;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private Task<SyncedClerk> StartAsync(int users, Func<ApiSettings, ApiSettings>? set = null) => SyncedClerk.StartAsync(
        apps.Foreign, DatabaseKind.Sqlite, Enumerable.Range(0, users).Select(number => FakeUser.Numbered(number)), set);
}
