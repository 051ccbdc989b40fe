using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What is said of a user. The last one that is not <see cref="Update"/> or <see cref="Store"/> ends the user's changes.</summary>
internal enum Change
{
    /// <summary>A signed webhook with the next name.</summary>
    Update,

    /// <summary>A call of <c>POST /users/store</c> with a token that has the next name.</summary>
    Store,

    /// <summary>A signed webhook that bans the user.</summary>
    Ban,

    /// <summary>A signed webhook that deletes the user.</summary>
    Delete,

    /// <summary>A deletion by the admin API.</summary>
    AdminDelete,
}

/// <summary>A user whose changes are numbered. The name of the user tells the number of the newest one.</summary>
/// <param name="usual">The way in which the user's changes arrive: <see cref="Change.Update"/> or <see cref="Change.Store"/>.</param>
/// <param name="last">The user's last change; null when that is like all others.</param>
internal sealed class TrackedUser(Person person, int number, Change usual, Change? last)
{
    private int _last;

    public string Id => person.Id;

    /// <summary>Counts the users of one population.</summary>
    public int Number => number;

    public Change Usual => usual;

    public Change? Last => last;

    /// <summary>The user's own token.</summary>
    public string Token { get; set; } = "";

    /// <summary>The number of the change that bans the user; 0 before it is sent.</summary>
    public int BannedBy { get; private set; }

    /// <summary>The user's live stream, which was opened before the fault.</summary>
    public WatchedStream? Stream { get; set; }

    /// <summary>The number of the next change.</summary>
    public int Next(Change change)
    {
        if (change is Change.Delete or Change.AdminDelete)
            return Observation.Deleted;
        var next = Interlocked.Increment(ref _last);
        if (change == Change.Ban)
            BannedBy = next;
        return next;
    }

    /// <summary>What the provider says at the change of this number.</summary>
    public Person At(int change) =>
        person with { FirstName = "User", LastName = $"{change}", UpdatedAt = Person.Epoch.AddMilliseconds(change) };

    /// <summary>The number that a name tells; that of the deletion where there is no user.</summary>
    public static int NumberIn(string? name) =>
        name is not null && name.StartsWith("User ", StringComparison.Ordinal)
            ? int.Parse(name["User ".Length..], CultureInfo.InvariantCulture)
            : Observation.Deleted;
}
