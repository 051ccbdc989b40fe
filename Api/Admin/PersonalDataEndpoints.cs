using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>What a person has a right to: all that is stored of them, and its erasure.</summary>
internal static partial class PersonalDataEndpoints
{
    public static void MapPersonalData(this RouteGroupBuilder user)
    {
        user.MapGet("/export", Export);
        user.MapPost("/erase", Erase);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Export(
        HttpContext context, Users users, ProviderSet providers, PersonExport export, CancellationToken cancellationToken)
    {
        var id = AdminUserId.Read(context);
        if (!ExternalId.IsUsable(id) || await users.Export(id, providers.NameOf).WaitAsync(cancellationToken) is not { } person)
            return Problem.NoUser();

        // A person may have more messages than are read within the deadline of other calls.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        var unlisted = await export.FindUnlisted(id, person.Channels).WaitAsync(context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"user-{NotInFileNames().Replace(id, "_")}.json\"";
        await export.Write(context.Response.BodyWriter, id, person, unlisted, context.RequestAborted);
        return TypedResults.Empty;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Erase(
        HttpContext context, Users users, TimeProvider clock, CancellationToken cancellationToken)
    {
        var id = AdminUserId.Read(context);
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();
        await users.Erase(id, clock.GetUtcNow()).WaitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex NotInFileNames();
}
