using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>Whether an address is verified belongs to the address: who does not speak of it changes nothing.</summary>
public class VerificationTests
{
    private const string Ada = "ada@example.test";
    private const string Other = "other@example.test";
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    [Fact]
    public void A_token_with_the_address_alone_takes_no_verification_away() =>
        Assert.True(IsVerified(Directory(0, Ada, verified: true), Token(1, Ada, verified: null)));

    [Fact]
    public void A_token_after_a_token_takes_no_verification_away() =>
        Assert.True(IsVerified(Token(0, Ada, verified: true), Token(1, Ada, verified: null), Token(2, Ada, verified: null)));

    [Fact]
    public void A_directory_that_does_not_speak_of_it_takes_no_verification_away() =>
        Assert.True(IsVerified(Directory(0, Ada, verified: true), Directory(1, Ada, verified: null)));

    [Fact]
    public void A_late_message_of_a_directory_that_always_speaks_changes_nothing()
    {
        var newest = UserState.Of(Snapshot(1, Other, verified: true) with { MayOmitVerification = false });
        var late = UserState.Of(Snapshot(0, Ada, verified: true) with { MayOmitVerification = false });
        Assert.Equal(newest, UserMerge.Join(newest, late));
    }

    [Fact]
    public void A_linked_directory_that_does_not_speak_of_it_takes_no_verification_away() =>
        Assert.True(IsVerified(
            Directory(0, Ada, verified: true), UserState.OfLinked(Snapshot(1, Ada, verified: null), "https://a.test|1")));

    [Fact]
    public void An_address_in_other_letters_is_the_same_one() =>
        Assert.True(IsVerified(Directory(0, Ada, verified: true), Token(1, "Ada@Example.TEST", verified: null)));

    [Theory, InlineData(null), InlineData(true), InlineData(false)]
    public void An_address_that_comes_back_has_what_was_said_of_it(bool? other) =>
        Assert.True(IsVerified(Token(0, Ada, verified: true), Token(1, Other, other), Token(2, Ada, verified: null)));

    [Fact]
    public void A_new_address_is_not_verified_because_the_last_one_was() =>
        Assert.False(IsVerified(Directory(0, Ada, verified: true), Token(1, Other, verified: null)));

    [Fact]
    public void What_is_said_later_counts_whoever_says_it()
    {
        Assert.False(IsVerified(Directory(0, Ada, verified: true), Token(1, Ada, verified: false)));
        Assert.True(IsVerified(Directory(0, Ada, verified: false), Token(1, Ada, verified: true)));
        Assert.False(IsVerified(Token(0, Ada, verified: true), Directory(1, Ada, verified: false)));
    }

    [Fact]
    public void Of_the_same_moment_the_directory_counts() =>
        Assert.False(IsVerified(Directory(0, Ada, verified: false), Token(0, Ada, verified: true)));

    /// <summary>
    /// The newest statement about the address shown decides, of all that were made: there are never more addresses here than a state
    /// remembers.
    /// </summary>
    [Fact]
    public void It_is_what_the_newest_statement_about_the_address_says() =>
        Gen.Select(Gen.Int[0, 9], Gen.OneOf<string>(Ada, Other, "third@example.test"), Gen.OneOf<bool?>(null, true, false), Gen.Bool)
            .Array[1, 10].Sample(said =>
            {
                // One statement a second, so that ties, whose order is of no interest here, do not come up.
                var distinct = said.DistinctBy(one => one.Item1).ToArray();
                var user = User([.. distinct.Select(
                    one => one.Item4 ? Directory(one.Item1, one.Item2, one.Item3) : Token(one.Item1, one.Item2, one.Item3))]);
                var newest = distinct.Where(one => one.Item2 == user.Email && one.Item3 is not null)
                    .OrderByDescending(one => one.Item1).FirstOrDefault();
                return user.EmailVerified == (newest.Item3 ?? false);
            });

    private static bool IsVerified(params UserState[] said) => User(said).EmailVerified;

    private static User User(params UserState[] said) => UserProfile.Of(Histories.Join(said), "user_1")!;

    private static UserState Directory(int second, string email, bool? verified) => UserState.Of(Snapshot(second, email, verified));

    private static UserSnapshot Snapshot(int second, string email, bool? verified) => new()
    {
        Provider = "clerk",
        TokenIdentifier = "https://clerk.test|user_1",
        UpdatedAt = Noon.AddSeconds(second),
        SentAt = Noon.AddSeconds(second),
        Email = email,
        EmailVerified = verified ?? false,
        IsVerificationUnsaid = verified is null,
        MayOmitVerification = true,
    };

    private static UserState Token(int second, string email, bool? verified) => UserState.Of(new UserClaims
    {
        Provider = "clerk",
        TokenIdentifier = "https://clerk.test|user_1",
        IssuedAt = Noon.AddSeconds(second),
        Email = email,
        EmailVerified = verified ?? false,
        IsVerificationUnsaid = verified is null,
    });
}
