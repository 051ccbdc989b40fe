using Orleans.Concurrency;

namespace OrleansUsers;

/// <summary>
/// Receives the updates of watched users. A process has one observer for all its users and passes each update on to its live streams.
/// </summary>
/// <remarks>
/// The calls are one-way: no grain waits for them, and any of them may be lost. <see cref="IUserGrain.Watch"/> is repeated, which makes
/// up for a lost call.
/// </remarks>
[GrainInterfaceType("user-observer"), Alias("IUserObserver")]
public interface IUserObserver : IGrainObserver
{
    /// <summary>
    /// A watched user changed, and the change is stored. The call may arrive late, twice, or after a newer one: compare the versions.
    /// </summary>
    [OneWay, Alias("Changed")]
    Task Changed(UserUpdate update);

    /// <summary>The watch on a user ended, or the user's token identifier was linked to another user: repeat the watch now.</summary>
    [OneWay, Alias("AskAgain")]
    Task Resubscribe(string externalId);
}

/// <summary>A user at one version.</summary>
/// <param name="Version">Grows with each change that a reader can see, a deletion included; 0 for a user who was never stored.</param>
/// <param name="User">Null when the user is not stored, or deleted.</param>
[GenerateSerializer, Immutable, Alias("UserNews")]
public sealed record UserUpdate([property: Id(0)] string ExternalId, [property: Id(1)] long Version, [property: Id(2)] User? User);
