using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Finds users that are stored and that Auth0 does not have: those that are not in an export, each asked for by itself.</summary>
internal sealed class Auth0GoneUsers(Auth0Api api, SyncJob job, GoneLimit limit, IUserList list, Users users)
{
    private const int PageSize = 1000;
    private const int MaxParallel = 8;
    private const int AskedTogether = 100;

    private readonly Provider _provider = job.Provider;

    /// <param name="exported">The ids of the users in the export.</param>
    public async Task<GoneUsers> Find(HashSet<string> exported, CancellationToken cancellationToken)
    {
        var gone = new List<(string Subject, DateTimeOffset At)>();
        var applied = new List<AppliedUsers>();
        IReadOnlyList<string> page;
        for (var after = ""; (page = await list.ReadAfter(_provider.Name, after, PageSize, cancellationToken)).Count > 0; after = page[^1])
        {
            var suspects = page.Select(id => ExternalId.SubjectOf(_provider.Name, id)).Where(subject => !exported.Contains(subject));
            foreach (var asked in suspects.Chunk(AskedTogether))
            {
                var (absent, there) = await Ask(asked, cancellationToken);
                gone.AddRange(absent);
                // They were created during the export, or their lines could not be read.
                applied.Add(await job.ApplyMissing(there, cancellationToken));
                limit.Check(gone.Count);
            }
        }
        return new GoneUsers(gone, AppliedUsers.Sum(applied));
    }

    private async Task<(List<(string, DateTimeOffset)> Absent, List<PulledUser> There)> Ask(
        IEnumerable<string> subjects, CancellationToken cancellationToken)
    {
        var absent = new List<(string, DateTimeOffset)>();
        var there = new List<PulledUser>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(subjects, options, async (subject, _) =>
        {
            var (user, at) = await api.Find(subject, job, cancellationToken);
            // An event may have deleted the user meanwhile.
            var isStored = user is not null || await users.Find(ExternalId.Of(_provider.Name, subject)) is not null;
            lock (absent)
            {
                if (user is not null)
                    there.Add(user);
                else if (isStored)
                    absent.Add((subject, at));
            }
        });
        return (absent, there);
    }
}
