using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;

namespace OrleansUsers.Grains;

/// <summary>Serves the users whose home this process is to other processes.</summary>
internal sealed class UserRelay(
    GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory logging, LocalUsers local, IUserStore store, Users users)
    : GrainService(id, silo, logging), IUserRelay
{
    public Task<RelayedRow[]> Read(RelayedRead[] reads) => Task.FromResult(Array.ConvertAll(reads, Read));

    public Task<RelayedOutcome[]> Apply(RelayedSnapshot[] snapshots) => Task.WhenAll(snapshots.Select(Apply));

    public Task TryLoad(string externalId) => store.Read(externalId);

    private RelayedRow Read(RelayedRead read) => local.FindStored(read.ExternalId)?.ReadRow() is { } row
        ? new RelayedRow(row.Stamp, row.Stamp == read.Known ? null : row.User)
        : default;

    private Task<RelayedOutcome> Apply(RelayedSnapshot relayed) =>
        RelayedOutcome.Of(users.TryApplyHere(relayed.ExternalId, relayed.Snapshot));
}

/// <summary>Calls the <see cref="UserRelay"/> of another process.</summary>
internal sealed class UserRelayClient(IServiceProvider services) : GrainServiceClient<IUserRelay>(services)
{
    public IUserRelay At(SiloAddress silo) => GetGrainService(silo);
}
