namespace OrleansUsers;

/// <summary>A process's subscription to one user.</summary>
/// <param name="Silo">Where the observer lives. A silo's newer watch replaces its older one.</param>
/// <param name="Known">The version the observer has; null when it has none.</param>
[GenerateSerializer, Immutable, Alias("UserWatch")]
public sealed record UserWatch([property: Id(0)] IUserObserver Observer, [property: Id(1)] SiloAddress Silo, [property: Id(2)] long? Known);
