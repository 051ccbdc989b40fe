namespace OrleansUsers.Grains.Tests;

public sealed class LoggedRecordTests
{
    private const string Private = "ada@example.test";
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    [Fact]
    public void Records_that_pass_between_grains_are_logged_with_their_id_and_nothing_private()
    {
        var snapshot = new UserSnapshot
        {
            Provider = "clerk",
            TokenIdentifier = "issuer|user_1",
            UpdatedAt = Noon,
            SentAt = Noon,
            Email = Private,
        };
        var claims = new UserClaims { Provider = "clerk", TokenIdentifier = "issuer|user_1", IssuedAt = Noon, Email = Private };
        var user = UserProfile.Of(UserState.Of(snapshot), "user_1")!;
        var message = new Message { Id = "1-1", Channel = "general", Body = Private, UserId = "user_1", CreatedAt = Noon };
        var draft = new NewMessage { Channel = "general", Body = Private, UserId = "user_1" };

        object[] logged =
        [
            snapshot, claims, user, message, draft,
            new StoreAnswer(user), new UserUpdate("user_1", 1, user), new TokenHolder("user_1", user),
        ];
        Assert.All(logged, each => Assert.DoesNotContain(Private, each.ToString(), StringComparison.Ordinal));
        Assert.All(logged[..3], each => Assert.Contains("user_1", each.ToString(), StringComparison.Ordinal));
    }
}
