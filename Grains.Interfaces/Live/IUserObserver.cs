using Orleans.Concurrency;

namespace OrleansUsers;

/// <summary>A process that shows users live. It has one observer for all its users, and hands each update to its own readers.</summary>
/// <remarks>
/// Nobody waits for these calls, and any of them may be lost. <see cref="IUserGrain.Watch"/> is repeated, which repairs that.
/// </remarks>
[GrainInterfaceType("user-observer"), Alias("IUserObserver")]
public interface IUserObserver : IGrainObserver
{
    /// <summary>
    /// A watched user has changed, and the change is stored. It may come late, twice, or after a newer one: compare the version.
    /// </summary>
    [OneWay, Alias("Changed")]
    Task Changed(UserUpdate update);

    /// <summary>The watch on a user is over, or its token identifier was linked to another user: watch again now.</summary>
    [OneWay, Alias("AskAgain")]
    Task Resubscribe(string externalId);
}

/// <summary>What a user looks like at a version.</summary>
/// <param name="Version">Grows with each change a reader can see, a deletion included; 0 of a user who was never stored.</param>
/// <param name="User">Null when there is none, or it was deleted.</param>
[GenerateSerializer, Immutable, Alias("UserNews")]
public sealed record UserUpdate([property: Id(0)] string ExternalId, [property: Id(1)] long Version, [property: Id(2)] User? User);
