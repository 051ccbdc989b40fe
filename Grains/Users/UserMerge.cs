using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansUsers.Grains;

/// <summary>Joins two states of one user.</summary>
/// <remarks>
/// Each part is the maximum under a fixed total order. The newest reinstatement outranks all that was said before it, and a deletion
/// outranks all other parts, unless the directory began the user after it. A maximum is commutative, associative and idempotent, so neither
/// the order nor the repetition of events matters.
/// </remarks>
internal static class UserMerge
{
    public static UserState Join(UserState a, UserState b)
    {
        var version = Math.Max(a.Version, b.Version);
        var links = LinkedTokens.Join(a.Links, b.Links);
        if (a.ReinstatedAt != b.ReinstatedAt)
            return (Later(a.ReinstatedAt, b.ReinstatedAt) == a.ReinstatedAt ? a : b) with { Links = links, Version = version };

        var (deletion, beganAt) = (UserDeletion.Newest(a.NewestDeletion(), b.NewestDeletion()), Later(a.BeganAt, b.BeganAt));
        if (deletion is { } newest && !newest.IsOutrankedBy(beganAt))
            return UserState.Deleted(newest) with { ReinstatedAt = a.ReinstatedAt, Links = links, Version = version };
        var reinstatedAt = a.ReinstatedAt;
        (a, b) = (a.After(deletion), b.After(deletion));

        var snapshot = Newest(a.Snapshot, b.Snapshot);
        var claims = Join(a.Claims, b.Claims);
        return new UserState
        {
            Snapshot = snapshot,
            Claims = claims,
            Links = links,
            Version = version,
            EarlierTokens = JoinEarlierTokens(a, b, snapshot, claims),
            EmailStatements = EmailStatements.Join(a, b, snapshot, claims),
            Bans = DirectoryBans.Join(a.Bans, b.Bans),
            ReinstatedAt = reinstatedAt,
            BeganAt = beganAt,
            OutrankedDeletionAt = deletion?.At,
        };
    }

    // A set that only grows. What the joined snapshot and claims carry is not stored again, so that nearly no state has a list.
    private static ValueList<string>? JoinEarlierTokens(UserState a, UserState b, UserSnapshot? snapshot, ObservedClaims? claims)
    {
        if (a.EarlierTokens is null && b.EarlierTokens is null
            && IsCarried(a.Snapshot?.TokenIdentifier) && IsCarried(b.Snapshot?.TokenIdentifier)
            && IsCarried(a.Claims?.TokenIdentifier) && IsCarried(b.Claims?.TokenIdentifier))
            return null;
        return ValueList<string>.Of(
            a.OwnTokens().Concat(b.OwnTokens()).Where(token => !IsCarried(token)).Distinct().Order(StringComparer.Ordinal));

        bool IsCarried(string? token) => token is null || token == snapshot?.TokenIdentifier || token == claims?.TokenIdentifier;
    }

    private static UserSnapshot? Newest(UserSnapshot? a, UserSnapshot? b)
    {
        if (a is null || b is null)
            return a ?? b;

        var order = a.UpdatedAt.CompareTo(b.UpdatedAt);
        if (order == 0)
            order = a.SentAt.CompareTo(b.SentAt);
        // Which content wins a tie is arbitrary, but every process has to pick the same one.
        if (order == 0 && a != b)
            order = string.CompareOrdinal(Text(a), Text(b));
        return order >= 0 ? a : b;

        static string Text(UserSnapshot snapshot) => JsonSerializer.Serialize(snapshot, TieBreakContext.Default.UserSnapshot);
    }

    private static ObservedClaims? Join(ObservedClaims? a, ObservedClaims? b)
    {
        if (a is null || b is null)
            return a ?? b;

        return new ObservedClaims
        {
            // The same in all tokens of one user. If they ever differ, the choice must not depend on the order.
            Provider = Greater(a.Provider, b.Provider),
            TokenIdentifier = Greater(a.TokenIdentifier, b.TokenIdentifier),
            FirstIssuedAt = a.FirstIssuedAt < b.FirstIssuedAt ? a.FirstIssuedAt : b.FirstIssuedAt,
            Name = Newest(a.Name, b.Name),
            FirstName = Newest(a.FirstName, b.FirstName),
            LastName = Newest(a.LastName, b.LastName),
            Username = Newest(a.Username, b.Username),
            Email = Newest(a.Email, b.Email),
            PhoneNumber = Newest(a.PhoneNumber, b.PhoneNumber),
            ImageUrl = Newest(a.ImageUrl, b.ImageUrl),
        };
    }

    private static TimedClaim? Newest(TimedClaim? a, TimedClaim? b)
    {
        if (a is null || b is null)
            return a ?? b;

        var order = a.IssuedAt.CompareTo(b.IssuedAt);
        if (order == 0)
            order = string.CompareOrdinal(a.Value, b.Value);
        if (order == 0)
            order = a.Verified.CompareTo(b.Verified);
        if (order == 0)
            order = string.CompareOrdinal(a.LinkedProvider, b.LinkedProvider);
        return order >= 0 ? a : b;
    }

    private static string? Greater(string? a, string? b) => string.CompareOrdinal(a, b) >= 0 ? a : b;

    /// <summary>The earlier time; null only when both are null.</summary>
    public static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;

    /// <summary>The later time; null only when both are null.</summary>
    public static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}

[JsonSerializable(typeof(UserSnapshot))]
internal sealed partial class TieBreakContext : JsonSerializerContext;
