using Microsoft.AspNetCore.Http.HttpResults;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary><c>POST /admin/users/{id}/sync</c>: reads one user from its provider again.</summary>
internal static class UserSyncEndpoint
{
    // Shorter than the deadline of the request, so that the answer says what was too slow.
    private static readonly TimeSpan ProviderTime = TimeSpan.FromSeconds(6);

    public static void MapUserSync(this RouteGroupBuilder user) => user.MapPost("/sync", Sync);

    private static async Task<Results<Ok<SyncedUser>, ProblemHttpResult>> Sync(
        HttpContext context,
        ProviderSet providers,
        SyncWorkers workers,
        Users users,
        CurrentUserJson json,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var id = AdminUserId.Read(context);
        if (!ExternalId.IsUsable(id) || Account(providers, id) is not var (provider, subject))
            return Problem.NoUser();
        if (workers.Of(provider.Name) is not { } worker)
            return SyncEndpoints.MissingKey(provider);
        PulledUser? found;
        try
        {
            found = await worker.Find(subject, cancellationToken).WaitAsync(ProviderTime, clock, cancellationToken);
        }
        catch (Exception fault) when (fault is ProviderException or TimeoutException)
        {
            return fault is TimeoutException ? TooSlow() : NoAnswer(fault.Message);
        }
        if (found is null)
            return await users.IsDeleted(id).WaitAsync(cancellationToken) ? Deleted()
                : await users.Find(id).AsTask().WaitAsync(cancellationToken) is null ? Problem.NoUser()
                : GoneThere();
        if (found.User?.UpdatedAt is null || providers.ExternalIdOf(provider, found.User.Id) != id)
            return NoUserThere();

        var compared = await users.Compare(id, found.Snapshot(provider, clock.GetUtcNow())).WaitAsync(cancellationToken);
        switch (compared.Outcome)
        {
            case ComparisonOutcome.Deleted:
                return Deleted();
            case ComparisonOutcome.NotOwner:
                return NotOwner();
            case ComparisonOutcome.Unchanged:
                return TypedResults.Ok(new SyncedUser("unchanged", []));
            default:
                await users.Apply(id, compared.Snapshot, compared.IsNew).WaitAsync(cancellationToken);
                return TypedResults.Ok(new SyncedUser(
                    compared.Outcome == ComparisonOutcome.Created ? "created" : "updated",
                    json.Difference(compared.Before, compared.After)));
        }
    }

    private static ProblemHttpResult NoAnswer(string reason) => Problem.Of(StatusCodes.Status502BadGateway, reason);

    public static ProblemHttpResult TooSlow() => NoAnswer("The provider did not answer in time. Try again.");

    public static ProblemHttpResult NoUserThere() =>
        NoAnswer("The provider's answer is not a user with an id and a time of its last change.");

    public static ProblemHttpResult Deleted() => Problem.Of(
        StatusCodes.Status409Conflict, "deletedHere: this user was deleted here, and a deletion is final.");

    public static ProblemHttpResult GoneThere() => Problem.Of(
        StatusCodes.Status409Conflict,
        "goneThere: the provider has no such user. It is stored here, and DELETE /admin/users/{id} deletes it.");

    public static ProblemHttpResult NotOwner() =>
        Problem.Of(StatusCodes.Status409Conflict, "The user of this id belongs to another provider or issuer.");

    /// <summary>The provider and the subject that an external id is made of.</summary>
    private static (Provider Provider, string Subject)? Account(ProviderSet providers, string id)
    {
        var named = id.Split('|', 2) is [var name, { Length: > 0 } subject] && name != Provider.Clerk ? providers.WithName(name) : null;
        if (named is not null)
            return (named, id[(named.Name.Length + 1)..]);
        return providers.WithName(Provider.Clerk) is { } clerk ? (clerk, id) : null;
    }
}
