using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Living users, by id.</summary>
/// <param name="After">Where the list goes on; null when it does not.</param>
internal sealed record UserListPage(IReadOnlyList<User> Items, string? After);

/// <summary>Deleted users, by id.</summary>
/// <param name="After">Where the list goes on; null when it does not.</param>
internal sealed record DeletedUserPage(IReadOnlyList<DeletedUserItem> Items, string? After);

/// <summary>What is kept of a deleted user.</summary>
internal sealed record DeletedUserItem(string Id, string ExternalId, string Provider, DateTimeOffset DeletedAt, long Version);

/// <summary><c>GET /admin/users</c>: lists and finds users, the living or the deleted ones.</summary>
internal static class UserListEndpoint
{
    // About how long another search needs to index what is left.
    private const int RetryAfterSeconds = 3;

    public static void MapUserList(this RouteGroupBuilder admin) => admin.MapGet("/users", List);

    private static async Task<Results<Ok<UserListPage>, Ok<DeletedUserPage>, ProblemHttpResult>> List(
        HttpContext context, ProviderSet providers, IUserPages pages, IUserSearch search, Users users, CancellationToken cancellationToken)
    {
        if (UserListing.Read(context.Request.Query) is not { } listing)
            return Malformed();
        if (listing.Range.Provider is { } provider && providers.WithName(provider) is null)
            return Problem.UnknownProvider();
        if (listing.IsOfDeleted)
        {
            var deleted = listing.Search is null
                ? await pages.ReadDeleted(listing.Range, cancellationToken)
                : await pages.FindDeleted(new UserSearchQuery(listing.Search, listing.Range), cancellationToken);
            return TypedResults.Ok(new DeletedUserPage(
                [.. deleted.Items.Select(user => Item(user, providers))], deleted.HasMore ? deleted.Items[^1].ExternalId : null));
        }
        try
        {
            var ids = listing.Search is null
                ? await pages.ReadLiving(listing.Range, cancellationToken)
                : await search.Find(new UserSearchQuery(listing.Search, listing.Range), cancellationToken);
            var found = await users.ReadMany(ids.Items).WaitAsync(cancellationToken);
            // Who was deleted meanwhile is left out.
            return TypedResults.Ok(new UserListPage([.. found.OfType<User>()], ids.HasMore ? ids.Items[^1] : null));
        }
        catch (SearchBehindException behind)
        {
            return Behind(context, behind);
        }
    }

    public static ProblemHttpResult Malformed() => Problem.Of(StatusCodes.Status400BadRequest, UserListing.Refusal);

    private static DeletedUserItem Item(DeletedUser user, ProviderSet providers)
    {
        var at = user.ExternalId.IndexOf('|', StringComparison.Ordinal);
        var provider = at > 0 ? providers.WithName(user.ExternalId[..at])?.Name : null;
        return new(user.ExternalId, user.ExternalId, provider ?? Provider.Clerk, user.DeletedAt, user.Version);
    }

    private static ProblemHttpResult Behind(HttpContext context, SearchBehindException behind)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{behind.Behind} {(behind.IsFilling ? "users are not in the search index yet" : "changes are not in the search index yet")}");
        return Problem.Of(StatusCodes.Status503ServiceUnavailable, $"{what}. Search again later; the list without a search works.");
    }
}

[JsonSerializable(typeof(UserListPage))]
[JsonSerializable(typeof(DeletedUserPage))]
internal sealed partial class UserListJson : JsonSerializerContext;
