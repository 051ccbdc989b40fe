namespace OrleansUsers.Grains;

/// <summary>The external id that the token index has for a sign-in. It is written with the user, and here only read.</summary>
[GenerateSerializer, Immutable, Alias("TokenOwner")]
internal sealed record TokenOwner
{
    [Id(0)] public string? ExternalId { get; init; }
}
