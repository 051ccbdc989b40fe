namespace OrleansUsers.Grains;

/// <summary>A part of the users, in the order of the UTF-8 bytes of their external ids.</summary>
/// <param name="Provider">Only users whose external ids are made of this provider's subjects; null for all.</param>
/// <param name="After">Only users with greater external ids; an empty text for all.</param>
/// <param name="Limit">At most this many.</param>
public sealed record UserRange(string? Provider, string After, int Limit);

/// <summary>A part of a list.</summary>
/// <param name="HasMore">Whether the list goes on behind the last item.</param>
public sealed record UserPage<T>(IReadOnlyList<T> Items, bool HasMore);

/// <summary>A user who was deleted. Nothing else is kept.</summary>
public sealed record DeletedUser(string ExternalId, DateTimeOffset DeletedAt, long Version);

internal static class UserPage
{
    /// <summary>Makes a page of what was read: one more item than the limit when the list goes on.</summary>
    public static UserPage<T> Of<T>(IReadOnlyList<T> read, int limit) =>
        read.Count > limit ? new([.. read.Take(limit)], HasMore: true) : new(read, HasMore: false);
}
