using System.Reflection;
using System.Text.Json;

namespace OrleansUsers.Grains.Tests;

/// <summary>
/// Shows which places a new profile field touches: a property of <see cref="User"/> that a snapshot or the claims have, too, must arrive.
/// </summary>
public class ProfileFieldTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    // Each has a rule of its own, with its own tests.
    private static readonly string[] Computed = [nameof(User.Version), nameof(User.TokenIdentifiers)];

    public static TheoryData<string> OfSnapshots { get; } = [.. SharedWith<UserSnapshot>()];

    public static TheoryData<string> OfClaims { get; } = [.. SharedWith<UserClaims>()];

    [Theory, MemberData(nameof(OfSnapshots))]
    public void A_field_of_a_snapshot_arrives_in_the_user(string field)
    {
        var snapshot = With(Snapshots.Of("user_1", "", Noon) with { FirstName = null, Email = "ada@example.test" }, field, out var value);
        Assert.Equal(value, Value(UserState.Of(snapshot), field));
    }

    [Theory, MemberData(nameof(OfClaims))]
    public void A_claim_arrives_in_the_user(string field)
    {
        var token = new UserClaims
        {
            Provider = "clerk",
            TokenIdentifier = "https://clerk.test|user_1",
            IssuedAt = Noon,
            Email = "ada@example.test",
        };
        var claims = With(token, field, out var value);
        Assert.Equal(value, Value(UserState.Of(claims), field));
    }

    [Fact]
    public void Every_field_that_readers_see_comes_from_a_snapshot() =>
        Assert.Equal(
            [nameof(User.ExternalId), nameof(User.TokenIdentifiers), nameof(User.Version)],
            Settable<User>().Select(field => field.Name).Except(SharedWith<UserSnapshot>()).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(OfSnapshots))]
    public void A_change_of_a_field_is_a_change_of_the_user(string field)
    {
        var before = Snapshots.Of("user_1", "", Noon) with { FirstName = null, Email = "ada@example.test", CreatedAt = Noon };
        var after = With(before with { UpdatedAt = Noon.AddSeconds(1) }, field, out _);
        var changed = !UserProfile.Of(UserState.Of(before), "user_1").LooksLike(UserProfile.Of(UserState.Of(after), "user_1"));
        // These alone make no new version.
        Assert.Equal(field is not (nameof(User.UpdatedAt) or nameof(User.LastActiveAt)), changed);
    }

    private static IEnumerable<string> SharedWith<T>() =>
        Settable<User>().Select(field => field.Name).Intersect(Settable<T>().Select(field => field.Name)).Except(Computed);

    private static IEnumerable<PropertyInfo> Settable<T>() => typeof(T).GetProperties().Where(property => property.CanWrite);

    // A copy in which one field has a value that no other has.
    private static T With<T>(T record, string field, out object? value)
        where T : class
    {
        var property = typeof(T).GetProperty(field)!;
        value = property.PropertyType switch
        {
            var type when type == typeof(string) => $"the {field}",
            var type when type == typeof(bool) => true,
            var type when type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?) => Noon.AddSeconds(7),
            var type when type == typeof(RawJson) => JsonSerializer.Deserialize<RawJson>("""{"plan":"pro"}"""),
            var type => throw new NotSupportedException($"Say here how a field of type {type} is filled."),
        };
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static object? Value(UserState state, string field) =>
        typeof(User).GetProperty(field)!.GetValue(UserProfile.Of(state, "user_1"));
}
