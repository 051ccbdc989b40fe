using System.Text;
using System.Text.Json;

namespace OrleansUsers.Api.Tests;

public class ClerkPageTests
{
    private const string First = """{"id":"user_1","first_name":"Zoë","created_at":1760000000000,"updated_at":1760000000001}""";
    private const string Last = """{"id":"user_2","first_name":"Ada","created_at":1760000000002,"email_addresses":[]}""";

    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    [Fact]
    public void A_page_has_its_users_in_order()
    {
        var page = Read($"[{First},{Last}]");
        Assert.Equal(["user_1", "user_2"], page.Users.Select(user => user.Name));
        Assert.Equal(["Zoë", "Ada"], page.Users.Select(user => user.User!.FirstName));
        Assert.Equal((1_760_000_000_000L, Noon, "user_2"), (page.Users[0].CreatedAt, page.Users[0].ReadAt, page.LastId));
    }

    [Fact]
    public void An_empty_page_has_no_last_id() => Assert.Equal((0, null), (Read("[]").Users.Count, Read(" [ ] ").LastId));

    [Fact]
    public void A_page_that_is_cut_off_anywhere_is_no_page()
    {
        var whole = Encoding.UTF8.GetBytes($"[{First},{Last}]");
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = new ProviderAnswer(whole[..length], Noon);
            Assert.ThrowsAny<JsonException>(() => ClerkPage.Read(cut));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"data":[],"total_count":0}""")]
    [InlineData("<html></html>")]
    [InlineData("[] []")]
    [InlineData("[]x")]
    public void What_is_not_a_list_is_no_page(string text) => Assert.ThrowsAny<JsonException>(() => Read(text));

    [Theory]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":17}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":{"id":"user_3"}}""")]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("""{"\ud800":1,"id":"user_3"}""")]
    public void One_that_cannot_be_read_has_its_place_all_the_same(string unreadable)
    {
        var middle = Read($"[{First},{unreadable},{Last}]");
        Assert.Equal([true, false, true], middle.Users.Select(user => user.User is not null));
        Assert.Equal("(without an id, after user_1)", middle.Users[1].Name);
        Assert.Equal("user_2", middle.LastId);

        var edges = Read($"[{unreadable},{First},{unreadable}]");
        Assert.Equal("(without an id, the first of a page)", edges.Users[0].Name);
        Assert.Equal("user_1", edges.LastId);
    }

    [Fact]
    public void A_single_user_is_never_another_answer()
    {
        Assert.Equal("user_1", ReadOne(First)!.Name);
        foreach (var text in (string[])["", "null", "[]", "{}", First[..^1], $"{First}{Last}", $"[{First}]", "<html></html>"])
            Assert.ThrowsAny<JsonException>(() => ReadOne(text));
    }

    private static ClerkPage Read(string text) => ClerkPage.Read(new ProviderAnswer(Encoding.UTF8.GetBytes(text), Noon));

    private static PulledUser? ReadOne(string text) => ClerkPage.ReadOne(new ProviderAnswer(Encoding.UTF8.GetBytes(text), Noon));
}
