using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>Counts what the sync with providers does.</summary>
internal sealed class SyncMetrics
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _users;
    private readonly Counter<long> _pulled;

    public SyncMetrics(Meter meter, ProviderSet providers)
    {
        _requests = meter.CreateCounter<long>("orleans_users.sync.requests", description: "Requests to providers' APIs.");
        _users = meter.CreateCounter<long>(
            "orleans_users.sync.users",
            description: "Users that providers' APIs listed, by outcome: created, updated, unchanged, unreadable; and deleted.");
        _pulled = meter.CreateCounter<long>(
            "orleans_users.sync.pull_only",
            description: "Changes that came by reading the directory only: their webhooks did not arrive.");
        // A counter is exported from its first value on.
        foreach (var provider in providers.All)
        {
            CountRequest(provider.Name, 0);
            CountPulled(provider.Name, 0);
            foreach (var outcome in new[] { "created", "updated", "unchanged", "unreadable", "deleted" })
                Count(provider.Name, outcome, 0);
        }
    }

    public void CountRequest(string provider, int requests = 1) => _requests.Add(requests, new TagList { { "provider", provider } });

    public void CountPulled(string provider, long changes) => _pulled.Add(changes, new TagList { { "provider", provider } });

    public void Count(string provider, SyncCounts counts)
    {
        Count(provider, "created", counts.Created);
        Count(provider, "updated", counts.Updated);
        Count(provider, "unchanged", counts.Unchanged);
        Count(provider, "unreadable", counts.Errors);
        Count(provider, "deleted", counts.Deleted);
    }

    private void Count(string provider, string outcome, long users)
    {
        if (users >= 0)
            _users.Add(users, new TagList { { "provider", provider }, { "outcome", outcome } });
    }
}
