using System.Text.Json.Serialization;

namespace OrleansUsers.Grains;

/// <summary>A token identifier that is or was linked to the user. It is linked now if the number of changes is odd.</summary>
[GenerateSerializer, Immutable, Alias("LinkedToken")]
internal sealed record LinkedToken([property: Id(0)] string TokenIdentifier, [property: Id(1)] int Changes)
{
    [JsonIgnore]
    public bool IsLinked => Changes % 2 == 1;
}

/// <summary>The token identifiers that are or were linked to a user, each with how often it was linked and unlinked.</summary>
/// <remarks>The greater number of changes is the newer state, so that two lists join by maximum, without a clock.</remarks>
internal static class LinkedTokens
{
    /// <summary>The change that links or unlinks a token identifier, to be joined with the list.</summary>
    public static ValueList<LinkedToken> Change(ValueList<LinkedToken>? from, string tokenIdentifier, bool link)
    {
        var now = from.Find(tokenIdentifier) ?? new LinkedToken(tokenIdentifier, Changes: 0);
        return new([now.IsLinked == link ? now : now with { Changes = now.Changes + 1 }]);
    }

    public static ValueList<LinkedToken>? Join(ValueList<LinkedToken>? a, ValueList<LinkedToken>? b) =>
        ValueList<LinkedToken>.Join(a, b, link => link.TokenIdentifier, link => link.Changes);

    public static bool IsLinked(this ValueList<LinkedToken>? links, string tokenIdentifier) =>
        links.Find(tokenIdentifier) is { IsLinked: true };

    /// <summary>The token identifiers that are linked now, sorted.</summary>
    public static IEnumerable<string> Linked(this ValueList<LinkedToken>? links) =>
        links?.Items.Where(link => link.IsLinked).Select(link => link.TokenIdentifier) ?? [];

    private static LinkedToken? Find(this ValueList<LinkedToken>? links, string tokenIdentifier) =>
        links?.Items.FirstOrDefault(link => link.TokenIdentifier == tokenIdentifier);
}
