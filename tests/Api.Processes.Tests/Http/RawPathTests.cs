using System.Net;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class RawPathTests(PrefixedApp prefixed) : IClassFixture<PrefixedApp>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Sandbox App => prefixed.App;

    [Theory]
    [InlineData("/health/../admin/users/user_2"), InlineData("/health/%2e%2E/admin/users/user_2"), InlineData("/./admin/users/user_2")]
    [InlineData("/x/%2e./admin/users/user_2"), InlineData("/admin/users/user_2/."), InlineData("/admin/users/user_2/..")]
    [InlineData("/admin/users/./user_2"), InlineData("/users-api/../users-api/v1/admin/users/user_2"), InlineData("/admin/users/..")]
    [InlineData("http://localhost/health/../admin/users/user_2"), InlineData("/x/../admin/user?id=user_2")]
    public async Task A_path_with_dot_segments_deletes_nobody(string target)
    {
        string[] ids = ["admin", "health", "users", "user_2", "v1", "x"];
        foreach (var id in ids)
            Expect.Taken(await App.DeliverAsync(new Person(id).Created()));

        Assert.Equal(HttpStatusCode.BadRequest, (await DeleteAsync(target))?.Status);
        foreach (var id in ids)
            Expect.Ok(await (await App.SignedInAsync(id)).CurrentAsync());
    }

    [Theory, InlineData("..."), InlineData(".a"), InlineData("a."), InlineData("a..b"), InlineData(".%2F.."), InlineData("%252e%252e")]
    public async Task An_id_may_have_dots(string id)
    {
        var own = $"{id}{Guid.NewGuid():N}{id}";
        Expect.Taken(await App.DeliverAsync(new Person(Uri.UnescapeDataString(own)).Created()));
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/admin/users/{own}"))?.Status);
        Expect.Problem(await (await App.SignedInAsync(Uri.UnescapeDataString(own))).StoreAsync(), HttpStatusCode.Gone);
    }

    [Theory, InlineData("."), InlineData("..")]
    public async Task An_id_that_is_a_dot_segment_is_named_in_the_query(string id)
    {
        Expect.Taken(await App.DeliverAsync(new Person(id).Created()));
        Assert.Equal(id, (string?)Expect.Ok(await (await App.SignedInAsync("someone")).ProfilesAsync(id))[0]!["id"]);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync($"/admin/user?id={id}"))?.Status);
    }

    [Theory, InlineData("/admin/user"), InlineData("/admin/user?id=user_2&id=user_3")]
    [InlineData("/admin/user/token-identifiers?id=user_2")]
    [InlineData("/admin/user/token-identifiers?id=user_2&tokenIdentifier=a%7Cb&tokenIdentifier=c%7Cd")]
    public async Task A_query_that_does_not_name_one_is_refused(string target) =>
        Expect.Problem((await DeleteAsync(target))!, HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_target_without_a_path_is_refused_or_unknown() =>
        Assert.InRange((int)(await SendAsync("OPTIONS * HTTP/1.0"))!.Status, 400, 499);

    private Task<Answer?> DeleteAsync(string target) => SendAsync($"DELETE {target} HTTP/1.0");

    private Task<Answer?> SendAsync(string line) => App.Api.SendRawAsync(
        Encoding.ASCII.GetBytes($"{line}\r\nHost: localhost\r\nX-Api-Key: {Sandbox.AdminKey}\r\n\r\n"), Patience);
}
