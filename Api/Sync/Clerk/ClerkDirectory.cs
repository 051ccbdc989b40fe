using System.Globalization;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The users of a Clerk instance.</summary>
internal sealed class ClerkDirectory : IDirectory
{
    private readonly ProviderClient _client;
    private readonly IUserList _list;
    private readonly Users _users;
    private readonly ClerkApi _api;
    private readonly ClerkInstance _instance;

    public ClerkDirectory(Provider provider, ProviderClient client, IssuerKeyCaches keys, IUserList list, Users users)
    {
        (Provider, _client, _list, _users) = (provider, client, list, users);
        _api = new ClerkApi(provider.ClerkApi!, client);
        _instance = new ClerkInstance(provider, _api, keys);
    }

    public Provider Provider { get; }

    public RequestBudget Budget => _client.Budget;

    public bool HasDeletionLane => true;

    public Task<PulledUser?> Find(string subject, IRequestOwner owner, CancellationToken cancellationToken) =>
        _api.Find(subject, owner, cancellationToken);

    public async Task<string?> TryKey(IRequestOwner owner, CancellationToken cancellationToken)
    {
        await _api.Count("", owner, cancellationToken);
        return await _api.FindInstance(owner, cancellationToken);
    }

    public Task<string?> FindMismatch(IRequestOwner owner, CancellationToken cancellationToken) =>
        _instance.FindMismatch(owner, cancellationToken);

    public async Task ReadAll(SyncRunProgress progress, CancellationToken cancellationToken)
    {
        // What changes from now on is read at the end.
        if (progress.Position.Start is null)
        {
            var newest = await new ClerkChanges(_api, progress.Job).FindNewest(cancellationToken);
            await progress.Change(position => position with { Start = Text(newest) }, cancellationToken);
        }
        await new ClerkWalk(_api, progress).Run(cancellationToken);
    }

    public async Task<Changes> ReadChanges(string? position, SyncJob job, CancellationToken cancellationToken)
    {
        long? since = long.TryParse(position, CultureInfo.InvariantCulture, out var time) ? time : null;
        var (newest, applied) = await new ClerkChanges(_api, job).Read(since, cancellationToken);
        return new Changes(Text(newest), applied);
    }

    public Task<GoneUsers> FindGone(SyncJob job, GoneLimit limit, CancellationToken cancellationToken) =>
        new ClerkGoneUsers(_api, job, limit, _list, _users).Find(cancellationToken);

    public void Dispose() => _client.Dispose();

    private static string Text(long time) => time.ToString(CultureInfo.InvariantCulture);
}
