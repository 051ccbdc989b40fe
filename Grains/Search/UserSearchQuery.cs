namespace OrleansUsers.Grains;

/// <summary>A search for living users.</summary>
/// <param name="Text">
/// What the operator typed: the beginnings of words, or a whole id, reference id or token identifier. It has a visible character and no
/// control character.
/// </param>
/// <param name="Range">Which users are searched.</param>
public sealed record UserSearchQuery(string Text, UserRange Range);
