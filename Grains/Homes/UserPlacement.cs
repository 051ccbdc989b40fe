using Orleans.Metadata;
using Orleans.Runtime.Placement;

namespace OrleansUsers.Grains;

/// <summary>Places a user's grain in the user's home.</summary>
[GenerateSerializer, Immutable, Alias("UserPlacement")]
internal sealed class UserPlacement : PlacementStrategy
{
    public static readonly UserPlacement Instance = new();
}

/// <summary>Names <see cref="UserPlacement"/> for the grains of users.</summary>
/// <remarks>
/// An attribute of the grain would be told to all silos of the cluster. One of a build that does not know the strategy would place no user.
/// </remarks>
internal sealed class UserPlacementResolver(GrainTypeResolver types) : IPlacementStrategyResolver
{
    private readonly GrainType _user = types.GetGrainType(typeof(UserGrain));

    public bool TryResolvePlacementStrategy(GrainType grainType, GrainProperties? properties, out PlacementStrategy result)
    {
        result = UserPlacement.Instance;
        return grainType == _user;
    }
}

/// <summary>Carries out <see cref="UserPlacement"/>.</summary>
internal sealed class UserPlacementDirector(UserHomes homes) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var home = homes.SiloOf(GrainKey.Decode(target.GrainIdentity.Key.ToString()!));
        var silos = context.GetCompatibleSilos(target);
        return Task.FromResult(silos.Contains(home) ? home : silos[0]);
    }
}
