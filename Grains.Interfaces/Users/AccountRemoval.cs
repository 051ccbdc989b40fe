namespace OrleansUsers;

/// <summary>The deletion of an account that is linked to a user.</summary>
/// <param name="TokenIdentifiers">The account's token identifiers, one for each issuer of the provider.</param>
/// <param name="Unusable">The user's token identifiers that no configured provider accepts. Any other one can sign in.</param>
/// <param name="At">When the provider deleted the account.</param>
/// <param name="IsUntimed">The provider did not say when: <paramref name="At"/> is when the deletion was heard of.</param>
[GenerateSerializer, Immutable, Alias("AccountRemoval")]
public sealed record AccountRemoval(
    [property: Id(0)] IReadOnlyList<string> TokenIdentifiers,
    [property: Id(1)] IReadOnlyList<string> Unusable,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] bool IsUntimed = false);
