namespace OrleansUsers.Grains;

/// <summary>A token identifier that was linked to the user at some time. It is linked while the number of changes is odd.</summary>
[GenerateSerializer, Immutable, Alias("LinkedToken")]
internal sealed record LinkedToken([property: Id(0)] string TokenIdentifier, [property: Id(1)] int Changes);

/// <summary>The token identifiers that were linked to a user beside its own, each with how often it was linked and unlinked.</summary>
/// <remarks>Counting changes makes a set in which the greater count is the newer word, so that two of them join by maximum like all else here, without a clock.</remarks>
[GenerateSerializer, Immutable, Alias("LinkedTokens")]
internal sealed record LinkedTokens([property: Id(0)] IReadOnlyList<LinkedToken> Items)
{
    private static readonly LinkedTokens None = new([]);

    public bool Hold(string tokenIdentifier) => IsLinked(Changes(tokenIdentifier));

    /// <summary>Those that are linked, sorted.</summary>
    public IEnumerable<string> Linked() => Items.Where(item => IsLinked(item.Changes)).Select(item => item.TokenIdentifier);

    /// <summary>The change that links or unlinks one, to be joined.</summary>
    public static LinkedTokens Change(LinkedTokens? from, string tokenIdentifier, bool link)
    {
        var changes = (from ?? None).Changes(tokenIdentifier);
        return new([new LinkedToken(tokenIdentifier, IsLinked(changes) == link ? changes : changes + 1)]);
    }

    public static LinkedTokens? Join(LinkedTokens? a, LinkedTokens? b) =>
        a is null || b is null || a == b
            ? a ?? b
            : new([.. a.Items.Concat(b.Items)
                .GroupBy(item => item.TokenIdentifier, (token, items) => new LinkedToken(token, items.Max(item => item.Changes)), StringComparer.Ordinal)
                .OrderBy(item => item.TokenIdentifier, StringComparer.Ordinal)]);

    public bool Equals(LinkedTokens? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Count;

    private static bool IsLinked(int changes) => changes % 2 == 1;

    private int Changes(string tokenIdentifier) => Items.FirstOrDefault(item => item.TokenIdentifier == tokenIdentifier)?.Changes ?? 0;
}
