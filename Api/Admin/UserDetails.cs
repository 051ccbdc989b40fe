using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>All that is known of a user, as <c>GET /admin/users/{id}</c> answers it.</summary>
/// <param name="User">Null when the user is not stored, or deleted.</param>
/// <param name="DeletedAt">Set while the user is deleted.</param>
/// <param name="ReinstatedAt">When a deletion was last undone.</param>
/// <param name="Parts">The fields by name, each with its origin; without those of which nothing was said.</param>
internal sealed record UserDetails(
    User? User, DateTimeOffset? DeletedAt, DateTimeOffset? ReinstatedAt, IReadOnlyDictionary<string, PartDetails> Parts)
{
    public static UserDetails Of(UserDescription described, JsonSerializerOptions json) => new(
        described.User,
        described.DeletedAt,
        described.ReinstatedAt,
        described.Parts.ToDictionary(
            part => JsonNamingPolicy.CamelCase.ConvertName(part.Key), part => PartDetails.Of(part.Value, json), StringComparer.Ordinal));
}

/// <summary>One field of a user, what it comes from, and which other statements it outweighed.</summary>
/// <param name="Source"><c>directory</c>, <c>token</c>, or <c>linked</c> for either one of a linked account.</param>
/// <param name="Provider">The configured name of the provider; null when it is not configured any more.</param>
/// <param name="At">When the directory changed, or when the token's claims were made.</param>
internal sealed record PartDetails(
    JsonNode? Value, string Source, string? Provider, DateTimeOffset At, IReadOnlyList<StatementDetails> Outweighed)
{
    public static PartDetails Of(UserPart part, JsonSerializerOptions json)
    {
        var (value, source, provider, at) = StatementDetails.Of(part.Effective, json);
        return new(value, source, provider, at, [.. part.Outweighed.Select(other => StatementDetails.Of(other, json))]);
    }
}

/// <summary>What a directory or a token says of one field.</summary>
internal sealed record StatementDetails(JsonNode? Value, string Source, string? Provider, DateTimeOffset At)
{
    public static StatementDetails Of(Statement statement, JsonSerializerOptions json) => new(
        ValueOf(statement.Value, json),
        statement.Source switch
        {
            StatementSource.Directory => "directory",
            StatementSource.Token => "token",
            _ => "linked",
        },
        statement.Provider,
        statement.At);

    private static JsonNode? ValueOf(object? value, JsonSerializerOptions json) =>
        value is null ? null : JsonSerializer.SerializeToNode(value, json.GetTypeInfo(value.GetType()));
}
