using System.Reflection;
using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>A failing sample prints its seed; run it again with the environment variable CsCheck_Seed.</summary>
public class UserPartsTests
{
    // Made of other things than statements on this field.
    private static readonly string[] Computed =
    [
        nameof(User.Id), nameof(User.ExternalId), nameof(User.Provider), nameof(User.TokenIdentifiers), nameof(User.UpdatedAt),
        nameof(User.Version), nameof(User.PublicName), nameof(User.PublicUsername), nameof(User.PublicImageUrl),
    ];

    private static readonly IReadOnlyList<PropertyInfo> Fields =
        [.. typeof(User).GetProperties().Where(field => !Computed.Contains(field.Name))];

    [Fact]
    public void Every_part_has_the_value_of_its_field_and_every_field_with_a_value_has_a_part() =>
        Histories.Any.Sample(
            changes =>
            {
                var state = Histories.Join(changes);
                var parts = UserParts.Of(state, "user_1", _ => "auth0");
                if (UserProfile.Of(state, "user_1") is not { } user)
                    return parts.Count == 0;
                return Fields.All(field => parts.TryGetValue(field.Name, out var part)
                    ? Equals(part.Effective.Value, field.GetValue(user))
                    : field.GetValue(user) is null or false);
            },
            iter: 10_000);

    [Fact]
    public void No_statement_of_a_text_is_newer_than_the_one_that_counts_unless_the_directory_lacks_it() =>
        Histories.Living.Sample(
            changes => UserParts.Of(Histories.Join(changes), "user_1", _ => null).Values.All(
                part => part.Outweighed.All(other => other.At <= part.Effective.At || part.Effective.Value is bool)),
            iter: 10_000);
}
