namespace OrleansUsers;

/// <summary>A process's subscription to one user.</summary>
/// <param name="Silo">The observer's silo. A newer watch of the same silo replaces the older one.</param>
/// <param name="Known">The version that the observer has; null when it has none.</param>
[GenerateSerializer, Immutable, Alias("UserWatch")]
public sealed record UserWatch([property: Id(0)] IUserObserver Observer, [property: Id(1)] SiloAddress Silo, [property: Id(2)] long? Known);
