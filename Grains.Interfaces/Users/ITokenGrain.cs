namespace OrleansUsers;

/// <summary>
/// Finds the user who holds one token identifier. Keyed by <see cref="GrainKey"/>: get it with <see cref="TokenIdentifier.GetToken"/>.
/// </summary>
/// <remarks>
/// Only linked token identifiers need it. A user's own token identifier leads to the user without it: the external id is made of it.
/// </remarks>
[GrainInterfaceType("token"), Alias("ITokenGrain")]
public interface ITokenGrain : IGrainWithStringKey
{
    /// <summary>
    /// The current holder, confirmed by the user's grain; null when there is none. Throws when the store fails or does not answer.
    /// </summary>
    [Alias("Find")]
    Task<TokenHolder?> Find();
}

/// <summary>The user who holds a token identifier.</summary>
/// <param name="User">Null when the user was deleted. It still holds its links, so that none of them makes a new user.</param>
[GenerateSerializer, Immutable, Alias("TokenHolder")]
public sealed record TokenHolder([property: Id(0)] string ExternalId, [property: Id(1)] User? User);
