using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>Random things that can be heard of a user. Times are few, so that ties are common.</summary>
internal static class Histories
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private static readonly Gen<DateTimeOffset> Time = Gen.Int[0, 5].Select(second => Start.AddSeconds(second));
    private static readonly Gen<string?> Text = Gen.OneOf<string?>(null, "", "Ada", "King", "Zoë ☃");

    private static readonly Gen<UserState> Snapshot =
        Gen.Select(Time, Time, Text, Text, Text, Gen.Bool, (updated, sent, first, last, email, verified) => UserState.Of(new UserSnapshot
        {
            Provider = "clerk",
            TokenIdentifier = "https://clerk.test|user_1",
            UpdatedAt = updated,
            SentAt = sent,
            FirstName = first,
            LastName = last,
            Email = email,
            EmailVerified = verified,
        }));

    private static readonly Gen<UserState> Claims =
        Gen.Select(Time, Text, Text, Text, Gen.Bool, (issued, name, username, email, verified) => UserState.Of(new UserClaims
        {
            Provider = "clerk",
            TokenIdentifier = "https://clerk.test|user_1",
            IssuedAt = issued,
            Name = name,
            Username = username,
            Email = email,
            EmailVerified = verified,
        }));

    private static readonly Gen<UserState> Link =
        Gen.Select(Gen.OneOf<string>("https://a.test|1", "https://b.test|2"), Gen.Int[1, 4], (token, changes) =>
            new UserState { Links = new LinkedTokens([new LinkedToken(token, changes)]) });

    private static readonly Gen<UserState> Deletion = Time.Select(UserState.Deleted);

    /// <summary>One thing heard; a deletion now and then.</summary>
    public static Gen<UserState> Event { get; } = Gen.Frequency((6, Snapshot), (5, Claims), (2, Link), (1, Deletion));

    /// <summary>Things heard, none of them a deletion.</summary>
    public static Gen<UserState[]> Living { get; } = Gen.OneOf<UserState>(Snapshot, Claims).Array[1, 10];

    /// <summary>Up to twelve things heard.</summary>
    public static Gen<UserState[]> Any { get; } = Event.Array[1, 12];

    public static UserState Join(IEnumerable<UserState> heard) => heard.Aggregate(new UserState(), UserMerge.Join);
}
