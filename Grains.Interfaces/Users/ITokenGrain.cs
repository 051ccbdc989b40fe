namespace OrleansUsers;

/// <summary>
/// Finds the user who holds one token identifier. Keyed by <see cref="GrainKey"/>: get it with <see cref="TokenIdentifier.GetToken"/>.
/// </summary>
/// <remarks>Only a linked token identifier needs it. The user that a token identifier makes is found by its external id.</remarks>
[GrainInterfaceType("token"), Alias("ITokenGrain")]
public interface ITokenGrain : IGrainWithStringKey
{
    /// <summary>
    /// Who holds the token identifier now, as the user itself confirms; null when nobody does. Throws when the store fails or does not
    /// answer.
    /// </summary>
    [Alias("Find")]
    Task<TokenHolder?> Find();
}

/// <summary>The user who holds a token identifier.</summary>
/// <param name="User">Null when that user was deleted: its token identifiers stay taken, so that none of them brings it back.</param>
[GenerateSerializer, Immutable, Alias("TokenHolder")]
public sealed record TokenHolder([property: Id(0)] string ExternalId, [property: Id(1)] User? User);
