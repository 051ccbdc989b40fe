namespace OrleansUsers;

/// <summary>One token identifier, keyed by <see cref="GrainKey"/> of its token identifier: finds the user who holds it. Get it with <see cref="TokenIdentifier.GetToken"/>.</summary>
/// <remarks>Only a token identifier that was linked to a user of another id needs it: the user of a token identifier's own is found by its external id.</remarks>
[GrainInterfaceType("token"), Alias("ITokenGrain")]
public interface ITokenGrain : IGrainWithStringKey
{
    /// <summary>
    /// Who holds the token identifier now, in the word of the user's own grain; null when nobody does, which is always looked up. Throws when the store fails or does not answer.
    /// </summary>
    [Alias("Find")]
    Task<TokenHolder?> Find();
}

/// <summary>The user who holds a token identifier. <c>User</c> is null once that user was deleted: its token identifiers stay taken, so that none of them brings it back.</summary>
[GenerateSerializer, Immutable, Alias("TokenHolder")]
public sealed record TokenHolder([property: Id(0)] string ExternalId, [property: Id(1)] User? User);
