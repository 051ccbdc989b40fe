namespace OrleansUsers.Grains.Tests;

public class UserProfileTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    [Theory]
    [InlineData("Ada", "Lovelace", "countess", "ada@example.test", "Ada Lovelace")]
    [InlineData("  Ada ", " Lovelace ", null, null, "Ada Lovelace")]
    [InlineData("Ada", null, null, null, "Ada")]
    [InlineData("", "Lovelace", null, null, "Lovelace")]
    [InlineData(null, null, "countess", "ada@example.test", "countess")]
    [InlineData(" ", "", "", "ada@example.test", "ada")]
    [InlineData(null, null, null, "@example.test", "Anonymous")]
    [InlineData(null, null, null, null, "Anonymous")]
    public void The_name_is_the_best_that_is_known(string? first, string? last, string? username, string? email, string name) =>
        Assert.Equal(name, Profile(Snapshot(Noon) with { FirstName = first, LastName = last, Username = username, Email = email }).Name);

    [Fact]
    public void A_newer_token_renames_and_an_older_one_does_not()
    {
        var directory = Snapshot(Noon) with { FirstName = "Ada", LastName = "King" };

        Assert.Equal("Countess", Profile(directory, Claims(Noon.AddSeconds(1)) with { Name = "Countess" }).Name);
        Assert.Equal("Ada King", Profile(directory, Claims(Noon.AddSeconds(-1)) with { Name = "Countess" }).Name);
    }

    [Fact]
    public void A_field_the_directory_emptied_stays_empty_against_an_older_token()
    {
        var claims = Claims(Noon.AddSeconds(-1)) with { LastName = "Lovelace", Email = "old@example.test", EmailVerified = true };
        var user = Profile(Snapshot(Noon) with { FirstName = "Ada", LastName = "", Email = "" }, claims);

        Assert.Equal((null, null, false), (user.LastName, user.Email, user.EmailVerified));
    }

    [Fact]
    public void A_field_the_directory_never_mentioned_is_filled_by_a_token_of_any_age() =>
        Assert.Equal("ada@example.test", Profile(Snapshot(Noon), Claims(Noon.AddSeconds(-1)) with { Email = "ada@example.test" }).Email);

    [Fact]
    public void A_verification_belongs_to_its_own_address()
    {
        var directory = Snapshot(Noon) with { Email = "ada@example.test", EmailVerified = true };
        var user = Profile(directory, Claims(Noon.AddSeconds(1)) with { Email = "unproven@example.test" });

        Assert.Equal(("unproven@example.test", false), (user.Email, user.EmailVerified));
    }

    [Fact]
    public void A_token_without_profile_claims_changes_nothing_a_reader_can_see()
    {
        var directory = Snapshot(Noon) with { FirstName = "Ada" };

        Assert.True(Profile(directory).LooksLike(Profile(directory, Claims(Noon.AddHours(1)))));
    }

    [Fact]
    public void Nothing_heard_is_no_user() => Assert.Null(UserProfile.Of(new UserState(), "user_1"));

    private static UserSnapshot Snapshot(DateTimeOffset at) =>
        new() { Provider = "clerk", TokenIdentifier = "https://clerk.test|user_1", UpdatedAt = at, SentAt = at };

    private static UserClaims Claims(DateTimeOffset at) =>
        new() { Provider = "clerk", TokenIdentifier = "https://clerk.test|user_1", IssuedAt = at };

    private static User Profile(UserSnapshot directory, UserClaims? claims = null) =>
        UserProfile.Of(UserMerge.Join(UserState.Of(directory), claims is null ? new UserState() : UserState.Of(claims)), "user_1")!;
}
