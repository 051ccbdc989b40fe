namespace OrleansUsers.Grains;

/// <summary>A user's row on its way to another process.</summary>
[GenerateSerializer, Immutable, Alias("MovedUser")]
internal sealed record MovedUser([property: Id(0)] long Revision, [property: Id(1)] UserState State);
