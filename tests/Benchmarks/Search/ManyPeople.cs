using System.Globalization;
using OrleansUsers.Grains;
using OrleansUsers.Silo;

namespace OrleansUsers.Benchmarks;

/// <summary>People with made-up names, some of which are common and most of which are rare, as they are stored.</summary>
internal sealed class ManyPeople
{
    private const int FirstNames = 500;
    private const int LastNames = 20_000;

    private static readonly string[] Domains = ["gmail.example", "mail.example", "company.example", "school.example"];

    private readonly Random _random = new(1);

    public static string FirstName(double part) => Name((int)(FirstNames * part * part), "o", 2);

    public static string LastName(double part) => Name((int)(LastNames * part * part), "er", 3);

    public string Id() => $"user_{_random.NextInt64():x16}{_random.NextInt64():x11}"[..32];

    public UserRow Next(int number)
    {
        var (first, last) = (FirstName(_random.NextDouble()), LastName(_random.NextDouble()));
        var (id, at) = (Id(), DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number));
        var address = string.Create(CultureInfo.InvariantCulture, $"{first}.{last}{number}@{Domains[number % Domains.Length]}");
        var snapshot = new UserSnapshot
        {
            Provider = "clerk",
            TokenIdentifier = $"https://clerk.example|{id}",
            CreatedAt = at,
            UpdatedAt = at,
            SentAt = at,
            FirstName = first,
            LastName = last,
            Username = number % 3 == 0 ? $"{last}{number}" : null,
            Email = address,
            ReferenceId = number % 4 == 0 ? $"customer-{number}" : null,
        };
        var user = StoredUser.None(id).Next(UserState.Of(snapshot));
        // Every fiftieth is deleted.
        if (number % 50 == 0)
            user = StoredUser.None(id).Next(UserState.Deleted(new(at)));
        return new UserRow(user, UserStateJson.Write(user.State), ChangesTokens: false);
    }

    // The numbers are spread over the alphabet.
    private static string Name(int number, string end, int syllables)
    {
        var (name, rest) = ("", (uint)number * 2654435761);
        for (var n = 0; n < syllables; n++)
        {
            name += $"{"bcdfghjklmnprstvwz"[(int)(rest % 18)]}{"aeiou"[(int)(rest / 18 % 5)]}";
            rest = (rest / 90) + ((uint)number * 40503);
        }
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}{end}";
    }
}
