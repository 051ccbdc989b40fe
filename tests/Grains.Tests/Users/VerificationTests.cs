using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>A verification belongs to its address: a snapshot or token without a verification changes nothing.</summary>
public class VerificationTests
{
    private const string Ada = "ada@example.test";
    private const string Other = "other@example.test";
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    [Fact]
    public void A_token_with_the_address_alone_keeps_the_verification() =>
        Assert.True(IsVerified(Directory(0, Ada, verified: true), Token(1, Ada, verified: null)));

    [Fact]
    public void A_token_without_a_verification_keeps_that_of_an_earlier_token() =>
        Assert.True(IsVerified(Token(0, Ada, verified: true), Token(1, Ada, verified: null), Token(2, Ada, verified: null)));

    [Fact]
    public void A_snapshot_without_a_verification_keeps_the_earlier_one() =>
        Assert.True(IsVerified(Directory(0, Ada, verified: true), Directory(1, Ada, verified: null)));

    [Fact]
    public void A_late_snapshot_of_a_directory_that_never_omits_the_verification_changes_nothing()
    {
        var newest = UserState.Of(Snapshot(1, Other, verified: true) with { MayOmitVerification = false });
        var late = UserState.Of(Snapshot(0, Ada, verified: true) with { MayOmitVerification = false });
        Assert.Equal(newest, UserMerge.Join(newest, late));
    }

    [Fact]
    public void A_snapshot_of_a_linked_directory_without_a_verification_keeps_the_earlier_one() =>
        Assert.True(IsVerified(
            Directory(0, Ada, verified: true), UserState.OfLinked(Snapshot(1, Ada, verified: null), "https://a.test|1")));

    [Fact]
    public void An_address_in_another_case_is_the_same_one() =>
        Assert.True(IsVerified(Directory(0, Ada, verified: true), Token(1, "Ada@Example.TEST", verified: null)));

    [Theory, InlineData(null), InlineData(true), InlineData(false)]
    public void An_address_that_comes_back_has_its_verification_again(bool? other) =>
        Assert.True(IsVerified(Token(0, Ada, verified: true), Token(1, Other, other), Token(2, Ada, verified: null)));

    [Fact]
    public void A_new_address_is_not_verified_because_the_last_one_was() =>
        Assert.False(IsVerified(Directory(0, Ada, verified: true), Token(1, Other, verified: null)));

    [Fact]
    public void The_later_statement_counts_of_a_directory_and_of_a_token()
    {
        Assert.False(IsVerified(Directory(0, Ada, verified: true), Token(1, Ada, verified: false)));
        Assert.True(IsVerified(Directory(0, Ada, verified: false), Token(1, Ada, verified: true)));
        Assert.False(IsVerified(Token(0, Ada, verified: true), Directory(1, Ada, verified: false)));
    }

    [Fact]
    public void Of_the_same_moment_the_directory_counts() =>
        Assert.False(IsVerified(Directory(0, Ada, verified: false), Token(0, Ada, verified: true)));

    /// <summary>
    /// The newest of all statements on the user's address decides. There are never more addresses here than a state keeps.
    /// </summary>
    [Fact]
    public void The_newest_statement_on_the_address_decides() =>
        Gen.Select(Gen.Int[0, 9], Gen.OneOf<string>(Ada, Other, "third@example.test"), Gen.OneOf<bool?>(null, true, false), Gen.Bool)
            .Array[1, 10].Sample(statements =>
            {
                // At most one statement in each second: ties are not tested here.
                var distinct = statements.DistinctBy(one => one.Item1).ToArray();
                var user = User([.. distinct.Select(
                    one => one.Item4 ? Directory(one.Item1, one.Item2, one.Item3) : Token(one.Item1, one.Item2, one.Item3))]);
                var newest = distinct.Where(one => one.Item2 == user.Email && one.Item3 is not null)
                    .OrderByDescending(one => one.Item1).FirstOrDefault();
                return user.EmailVerified == (newest.Item3 ?? false);
            });

    private static bool IsVerified(params UserState[] changes) => User(changes).EmailVerified;

    private static User User(params UserState[] changes) => UserProfile.Of(Histories.Join(changes), "user_1")!;

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
