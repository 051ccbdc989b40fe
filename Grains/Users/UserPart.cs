namespace OrleansUsers.Grains;

/// <summary>What said something about a user.</summary>
public enum StatementSource
{
    /// <summary>The directory of the user's own provider: a webhook, or an answer of the provider's API.</summary>
    Directory,

    /// <summary>A token of the user's own account.</summary>
    Token,

    /// <summary>The directory or a token of an account that is linked to the user.</summary>
    Linked,
}

/// <summary>What a directory or a token says of one field of a user.</summary>
/// <param name="Value">A text, a boolean, a time or JSON; null where it says that there is none.</param>
/// <param name="Provider">The configured name of the provider; null when it is not known any more.</param>
/// <param name="At">When the directory changed, or when the token's claims were made.</param>
public sealed record Statement(object? Value, StatementSource Source, string? Provider, DateTimeOffset At);

/// <summary>One field of a user, and why it has its value.</summary>
/// <param name="Effective">The statement that counts. Its value is that of the field.</param>
/// <param name="Outweighed">Other statements that are stored, and that do not count.</param>
public sealed record UserPart(Statement Effective, IReadOnlyList<Statement> Outweighed);

/// <summary>All that is known of a user, for an operator.</summary>
/// <param name="User">Null when the user is not stored, or deleted.</param>
/// <param name="DeletedAt">Set when the user is deleted.</param>
/// <param name="ReinstatedAt">When a deletion was last undone.</param>
/// <param name="Parts">The fields by their names in <see cref="OrleansUsers.User"/>; without those of which nothing was said.</param>
public sealed record UserDescription(
    User? User, DateTimeOffset? DeletedAt, DateTimeOffset? ReinstatedAt, IReadOnlyDictionary<string, UserPart> Parts);
