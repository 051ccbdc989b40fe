using System.Globalization;

namespace OrleansUsers.Harness;

/// <summary>A user of the fake Clerk. All times are Unix time in milliseconds, as in Clerk's JSON.</summary>
public sealed record FakeUser(string Id)
{
    private static readonly string[] FirstNames = ["Ada", "Grace", "Barbara", "Edsger", "Tony", "Leslie", "Donald", "Frances"];
    private static readonly string[] LastNames = ["Lovelace", "Hopper", "Liskov", "Dijkstra", "Hoare", "Lamport", "Knuth", "Allen", "Wing"];

    /// <summary>The time of a user for whom no time is given.</summary>
    public const long Epoch = 1_760_000_000_000;

    /// <summary><c>first_name</c>.</summary>
    public string? FirstName { get; init; } = "Ada";

    /// <summary><c>last_name</c>.</summary>
    public string? LastName { get; init; } = "Lovelace";

    /// <summary><c>username</c>.</summary>
    public string? Username { get; init; }

    /// <summary>The only address, which is verified and the primary one; null means that the user has none.</summary>
    public string? Email { get; init; } = "ada@example.test";

    /// <summary><c>external_id</c>.</summary>
    public string? ExternalId { get; init; }

    /// <summary><c>banned</c>.</summary>
    public bool Banned { get; init; }

    /// <summary><c>created_at</c>.</summary>
    public long CreatedAt { get; init; } = Epoch;

    /// <summary><c>updated_at</c>.</summary>
    public long UpdatedAt { get; init; } = Epoch;

    /// <summary>What is written instead of this user's JSON, as it stands; it may be no user and no JSON at all.</summary>
    public string? Raw { get; init; }

    /// <summary>A new user with an id that is not used elsewhere.</summary>
    public static FakeUser New() => new($"user_{Guid.NewGuid():N}");

    /// <summary>The user of this number, from 0 on.</summary>
    /// <param name="apart">How many milliseconds after the one before it was created; with 0 all are equally old.</param>
    public static FakeUser Numbered(int number, long apart = 1000)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        var time = Epoch + number * apart;
        return new($"user_2n{digits.PadLeft(25, '0')}")
        {
            FirstName = FirstNames[number % FirstNames.Length],
            LastName = LastNames[number % LastNames.Length],
            Email = $"u{digits}@example.test",
            CreatedAt = time,
            UpdatedAt = time,
        };
    }
}
