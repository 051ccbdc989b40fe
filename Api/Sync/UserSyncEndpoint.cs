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
        var isSecondTry = false;
        while (true)
        {
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
                return await WithoutAccount(id, users).WaitAsync(cancellationToken);
            if (found.User?.UpdatedAt is null || providers.ExternalIdOf(provider, found.User.Id) != id)
                return NoUserThere();

            var compared = await users.Compare(id, found.Snapshot(provider, clock.GetUtcNow())).WaitAsync(cancellationToken);
            if (!compared.IsOutdated)
                return await Store(compared, users, json).WaitAsync(cancellationToken);
            if (isSecondTry)
                return Outdated();
            // The provider tells the time in whole seconds. What is read in the second of a reinstatement counts as made before it.
            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken);
            isSecondTry = true;
        }
    }

    private static async Task<ProblemHttpResult> WithoutAccount(string id, Users users) =>
        await users.IsDeleted(id) ? Deleted()
        : await users.Find(id) is null ? Problem.NoUser()
        : GoneThere();

    private static async Task<Results<Ok<SyncedUser>, ProblemHttpResult>> Store(Comparison compared, Users users, CurrentUserJson json)
    {
        switch (compared.Outcome)
        {
            case ComparisonOutcome.Deleted:
                return Deleted();
            case ComparisonOutcome.NotOwner:
                return NotOwner();
            case ComparisonOutcome.Unchanged:
                return TypedResults.Ok(new SyncedUser("unchanged", []));
            default:
                await users.Apply(compared.UserId, compared.Snapshot, compared.IsNew);
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
        StatusCodes.Status409Conflict, "deletedHere: this user was deleted here. POST /admin/users/{id}/reinstate undoes that.");

    public static ProblemHttpResult Outdated() => Problem.Of(
        StatusCodes.Status409Conflict,
        "The provider's answer is dated before the reinstatement of this user: its clock is behind. Try again in a moment.");

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
