using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>Random changes of a user. There are few times, so that ties are common.</summary>
internal static class Histories
{
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private static readonly Gen<DateTimeOffset> Time = Gen.Int[0, 5].Select(second => Start.AddSeconds(second));
    private static readonly Gen<string?> Text = Gen.OneOf<string?>(null, "", "Ada", "King", "Zoë ☃");

    // More addresses than a state keeps statements on.
    private static readonly Gen<string?> Address = Gen.OneOf<string?>(
        null, "", "a@x.test", "A@X.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test", "f@x.test");
    private static readonly Gen<bool?> Verification = Gen.OneOf<bool?>(null, true, false);
    private static readonly Gen<string> Token = Gen.Frequency(
        (3, Gen.Const("https://clerk.test|user_1")), (1, Gen.Const("https://former.test|user_1")));

    private static readonly Gen<UserState> Snapshot =
        Gen.Select(Time, Time, Text, Address, Verification, Token, (updated, sent, first, email, verified, token) => UserState.Of(
            new UserSnapshot
            {
                Provider = "clerk",
                TokenIdentifier = token,
                UpdatedAt = updated,
                SentAt = sent,
                FirstName = first,
                LastName = first,
                Email = email,
                EmailVerified = verified ?? false,
                IsVerificationUnsaid = verified is null,
                Banned = first is null,
                MayOmitVerification = token.Contains("former", StringComparison.Ordinal) || first == "Ada",
            }));

    private static readonly Gen<UserState> Claims =
        Gen.Select(Time, Text, Address, Verification, Token, (issued, name, email, verified, token) => UserState.Of(new UserClaims
        {
            Provider = "clerk",
            TokenIdentifier = token,
            IssuedAt = issued,
            Name = name,
            Username = email,
            Email = email,
            EmailVerified = verified ?? false,
            IsVerificationUnsaid = verified is null,
        }));

    private static readonly Gen<UserState> LinkedDirectory =
        Gen.Select(Time, Time, Address, Verification, Gen.Bool, (updated, sent, email, verified, banned) => UserState.OfLinked(
            new UserSnapshot
            {
                Provider = "auth0",
                TokenIdentifier = "https://a.test|1",
                UpdatedAt = updated,
                SentAt = sent,
                Email = email,
                EmailVerified = verified ?? false,
                IsVerificationUnsaid = verified is null,
                Banned = banned,
            },
            "https://a.test|1"));

    private static readonly Gen<UserState> Link =
        Gen.Select(Gen.OneOf<string>("https://a.test|1", "https://b.test|2"), Gen.Int[1, 4], (token, changes) =>
            new UserState { Links = new([new LinkedToken(token, changes)]) });

    private static readonly Gen<UserState> Deletion = Time.Select(at => UserState.Deleted(new(at)));

    /// <summary>One change; a deletion now and then.</summary>
    public static Gen<UserState> Event { get; } = Gen.Frequency((6, Snapshot), (5, Claims), (2, LinkedDirectory), (2, Link), (1, Deletion));

    /// <summary>One to ten changes without a deletion.</summary>
    public static Gen<UserState[]> Living { get; } = Gen.OneOf<UserState>(Snapshot, Claims).Array[1, 10];

    /// <summary>One to twelve changes.</summary>
    public static Gen<UserState[]> Any { get; } = Event.Array[1, 12];

    /// <summary>One change of the user's own account with the time at which it was made, one of the first five seconds.</summary>
    public static Gen<TimedChange> Timed { get; } = Gen.OneOf(
        Snapshot.Select(state => new TimedChange(state, state.Snapshot!.SentAt)),
        Claims.Select(state => new TimedChange(state, state.Claims!.FirstIssuedAt)));

    public static TimedChange DeletionAt(int second) => new(UserState.Deleted(new(Start.AddSeconds(second))), Start.AddSeconds(second));

    public static UserState Join(IEnumerable<UserState> changes) => changes.Aggregate(new UserState(), UserMerge.Join);
}

/// <summary>A change, and when the directory or the token said what it holds.</summary>
internal sealed record TimedChange(UserState State, DateTimeOffset MadeAt)
{
    /// <summary>The same, said some seconds later.</summary>
    public TimedChange Later(int seconds) => new(
        State with
        {
            Snapshot = State.Snapshot is { } snapshot
                ? snapshot with { UpdatedAt = snapshot.UpdatedAt.AddSeconds(seconds), SentAt = snapshot.SentAt.AddSeconds(seconds) }
                : null,
        },
        MadeAt.AddSeconds(seconds));
}
