using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <content>The pages of all users.</content>
public abstract partial class UserSearchContractTests
{
    [Fact]
    public async Task Living_and_deleted_users_have_lists_of_their_own()
    {
        await Write(
            Row("user_1", "Ada"), Deleted("user_2"), Row("auth0|1", "Eve"), Deleted("auth0|2"), Linked("user_3"), Row("~", "Bob"),
            Row("user_4", "Zoe"));
        await Write(Deleted("user_4", 2, link: "https://other.test|zoe"));

        Assert.Equal(["auth0|1", "user_1", "~"], await LivingAsync(null));
        Assert.Equal(["user_1", "~"], await LivingAsync("clerk"));
        Assert.Equal(["auth0|1"], await LivingAsync("auth0"));
        Assert.Empty(await LivingAsync("other"));
        Assert.Equal(["auth0|2", "user_2", "user_4"], await DeletedAsync(null));
        Assert.Equal(["user_2", "user_4"], await DeletedAsync("clerk"));
        Assert.Equal(["auth0|2"], await DeletedAsync("auth0"));
        Assert.Equal(["user_4"], await DeletedAsync(null, "user_2"));

        var deleted = (await Pages.ReadDeleted(new UserRange(null, "user_2", 1), Stop)).Items[0];
        Assert.Equal(new DeletedUser("user_4", Noon, 2), deleted);
        Assert.Equal(["user_4"], await FindDeletedAsync("user_4"));
        Assert.Equal(["user_4"], await FindDeletedAsync("https://other.test|zoe"));
        Assert.Empty(await FindDeletedAsync("user_1"));
        Assert.Empty(await FindDeletedAsync("Zoe"));
        Assert.Empty(await FindDeletedAsync("auth0|2", "clerk"));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_also_between_many_deleted_users()
    {
        await Write([.. Enumerable.Range(0, 250).Select(n => n % 25 == 0 ? Row($"{n:D3}", "Ada") : Deleted($"{n:D3}"))]);
        var all = new List<string>();
        for (var (after, hasMore) = ("", true); hasMore; after = all[^1])
        {
            var page = await Pages.ReadLiving(new UserRange(null, after, 3), Stop);
            all.AddRange(page.Items);
            hasMore = page.HasMore;
        }
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"{n * 25:D3}"), all);
        Assert.True((await Pages.ReadDeleted(new UserRange(null, "", 239), Stop)).HasMore);
        Assert.False((await Pages.ReadDeleted(new UserRange(null, "", 240), Stop)).HasMore);
    }

    private async Task<IReadOnlyList<string>> LivingAsync(string? provider, string after = "") =>
        (await Pages.ReadLiving(new UserRange(provider, after, 100), Stop)).Items;

    private async Task<IEnumerable<string>> DeletedAsync(string? provider, string after = "") =>
        (await Pages.ReadDeleted(new UserRange(provider, after, 100), Stop)).Items.Select(user => user.ExternalId);

    private async Task<IEnumerable<string>> FindDeletedAsync(string text, string? provider = null) =>
        (await Pages.FindDeleted(new UserSearchQuery(text, new UserRange(provider, "", 100)), Stop)).Items.Select(user => user.ExternalId);
}
