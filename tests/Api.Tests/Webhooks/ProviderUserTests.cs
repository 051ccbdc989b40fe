using System.Reflection;
using System.Text.Json;

namespace OrleansUsers.Api.Tests;

/// <summary>Shows that a field which a provider's reader fills reaches the merge.</summary>
public class ProviderUserTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private static readonly Provider Clerk = new() { Name = "clerk", Kind = ProviderKind.Clerk, Issuer = "https://clerk.test" };

    // HasDeepMetadata is told to the operator and is no part of the user.
    public static TheoryData<string> Fields { get; } =
        [.. typeof(ProviderUser).GetProperties().Select(field => field.Name).Except([nameof(ProviderUser.HasDeepMetadata)])];

    [Theory, MemberData(nameof(Fields))]
    public void A_field_of_a_directory_s_user_arrives_in_the_snapshot(string field)
    {
        var user = Ada();
        var before = user.Snapshot(Clerk, Noon);
        Fill(user, typeof(ProviderUser).GetProperty(field)!);
        Assert.NotEqual(before, user.Snapshot(Clerk, Noon));
    }

    private static ProviderUser Ada() => new() { Id = "user_1", UpdatedAt = Noon };

    private static void Fill(ProviderUser user, PropertyInfo field) => field.SetValue(user, field.PropertyType switch
    {
        var type when type == typeof(string) => $"the {field.Name}",
        var type when type == typeof(bool) || type == typeof(bool?) => true,
        var type when type == typeof(DateTimeOffset?) => Noon.AddSeconds(-7),
        var type when type == typeof(RawJson) => JsonSerializer.Deserialize<RawJson>("""{"plan":"pro"}"""),
        var type => throw new NotSupportedException($"Say here how a field of type {type} is filled."),
    });
}
