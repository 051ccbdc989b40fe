using System.Text.Json;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>
/// Rows that earlier builds wrote, in <c>rows/</c>, must always load. A change of the format adds files and changes none.
/// </summary>
public class StoredRowTests
{
    [Fact]
    public void A_living_user_of_the_first_format_loads()
    {
        var user = UserProfile.Of(Load("v1-living.json"), "user_1")!;

        Assert.Equal(
            ("Countess", "Zoë", "King", null, "c@example.test", true, """{"plan":"pro"}""", 3L),
            (user.Name, user.FirstName, user.LastName, user.Username,
                user.Email, user.EmailVerified, user.PublicMetadata!.Text, user.Version));
    }

    [Fact]
    public void A_deleted_user_of_the_first_format_stays_deleted()
    {
        var state = Load("v1-deleted.json");

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 13, 1, 36, 931, TimeSpan.Zero), state.DeletedAt);
        Assert.Null(UserProfile.Of(state, "user_1"));
    }

    [Fact]
    public void A_linked_user_of_the_second_format_loads()
    {
        var state = Load("v2-linked.json");
        var user = UserProfile.Of(state, "user_1")!;

        Assert.Equal(("Zoë", "clerk", "zoe@example.test"), (user.Name, user.Provider, user.Email));
        Assert.Equal(["https://a.test/|auth0|1", "https://clerk.test|user_1"], user.TokenIdentifiers);
        Assert.False(state.IsLinked("https://b.test|2"));
    }

    [Fact]
    public void A_deleted_user_of_the_second_format_keeps_its_links() =>
        Assert.Equal(["https://a.test/|auth0|1"], Load("v2-deleted.json").Tokens());

    [Fact]
    public void A_user_of_the_third_format_loads()
    {
        var user = UserProfile.Of(Load("v3-living.json"), "user_1")!;

        Assert.Equal(("ada@example.test", true, "a-17", true), (user.Email, user.EmailVerified, user.ReferenceId, user.Banned));
        Assert.Equal(["https://a.test/|auth0|1", "https://clerk.test|user_1", "https://former.test|user_1"], user.TokenIdentifiers);
    }

    [Fact]
    public void A_user_that_was_read_from_the_directory_loads_with_the_time_of_reading()
    {
        var snapshot = Load("v4-read.json").Snapshot!;

        Assert.Equal(("Ada", new DateTimeOffset(2026, 11, 27, 9, 0, 0, TimeSpan.Zero)), (snapshot.FirstName, snapshot.ReadAt));
        Assert.Null(Load("v3-living.json").Snapshot!.ReadAt);
    }

    [Fact]
    public void A_reinstated_user_loads_with_its_links_and_what_was_made_before_has_no_effect()
    {
        var state = Load("v5-reinstated.json");

        Assert.Equal((null, true), (state.DeletedAt, state.IsLinked("https://a.test/|auth0|1")));
        Assert.True(state.Outdates(new DateTimeOffset(2026, 11, 28, 0, 10, 0, 999, TimeSpan.Zero)));
        Assert.False(state.Outdates(new DateTimeOffset(2026, 11, 28, 0, 10, 1, TimeSpan.Zero)));
    }

    [Fact]
    public void A_deletion_without_a_time_loads_as_one()
    {
        var deletion = Load("v5-untimed.json").NewestDeletion();
        Assert.Equal(new UserDeletion(new DateTimeOffset(2026, 11, 27, 22, 0, 0, TimeSpan.Zero), IsUntimed: true), deletion);
    }

    [Fact]
    public void A_user_whose_id_came_back_loads()
    {
        var state = Load("v5-second-life.json");

        Assert.Equal(("Grace", "+15550100"), (UserProfile.Of(state, "auth0|1")!.Name, UserProfile.Of(state, "auth0|1")!.PhoneNumber));
        Assert.Equal("corp", state.Claims!.PhoneNumber!.LinkedProvider);
        Assert.Equal(new UserDeletion(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero)), state.NewestDeletion());
    }

    [Theory]
    [InlineData("v1-living.json")]
    [InlineData("v1-deleted.json")]
    [InlineData("v2-linked.json")]
    [InlineData("v2-deleted.json")]
    [InlineData("v3-living.json")]
    [InlineData("v4-read.json")]
    [InlineData("v5-reinstated.json")]
    [InlineData("v5-untimed.json")]
    [InlineData("v5-second-life.json")]
    public void The_newest_format_is_written_as_it_is_on_file(string row) =>
        Assert.Equal(Text(row), JsonSerializer.Serialize(Load(row), UserStateJson.Stored.UserState));

    [Theory]
    [InlineData("v1-living.json")]
    [InlineData("v1-deleted.json")]
    [InlineData("v2-linked.json")]
    [InlineData("v2-deleted.json")]
    [InlineData("v3-living.json")]
    [InlineData("v4-read.json")]
    [InlineData("v5-reinstated.json")]
    [InlineData("v5-untimed.json")]
    [InlineData("v5-second-life.json")]
    public void A_row_is_written_as_the_format_has_it(string row) => Assert.Equal(Text(row), UserStateJson.Write(Load(row)));

    private static UserState Load(string row) => JsonSerializer.Deserialize(Text(row), UserStateJson.Stored.UserState)!;

    private static string Text(string row) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Storage", "rows", row)).TrimEnd();
}
