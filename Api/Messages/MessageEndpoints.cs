using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The messages of signed-in callers: data of an app that refers to users.</summary>
internal static class MessageEndpoints
{
    // The longest body a message may have is 48,000 bytes when each of its characters is escaped.
    private const int MaxRequestBytes = 64 * 1024;

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/messages").RequireAuthorization().RequireCors(BrowserApps.Policy).AddEndpointFilter<CallerGate>();
        messages.MapPost("/", Post).WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes));
        messages.MapGet("/", OfChannel);
        messages.MapGet("/current", OfCaller);
    }

    private static async Task<Results<Created<MessageView>, ProblemHttpResult>> Post(
        MessageDraft draft, Caller caller, CallerUser self, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (draft.Refusal is { } refusal)
            return Refused(refusal);
        if (self.User is not { } author)
            return NotStored();
        // When the client disconnects, the message is still written to both logs.
        return await Send(draft.From(author, caller.Actor), grains).WaitAsync(cancellationToken) is { } sent
            ? TypedResults.Created((string?)null, MessageView.Of(sent, author))
            : NotStored();
    }

    private static async Task<Results<Ok<MessageList>, ProblemHttpResult>> OfChannel(
        [AsParameters] MessagePaging paging,
        IGrainFactory grains,
        Users users,
        CancellationToken cancellationToken,
        string channel = MessageLogs.DefaultChannel)
    {
        if (!MessageLogs.IsUsableChannel(channel))
            return Refused(MessageDraft.UnusableChannel);
        return paging.Range is { } range
            ? TypedResults.Ok(await List(grains.GetChannelLog(channel), range, users).WaitAsync(cancellationToken))
            : Refused(MessagePaging.Refusal);
    }

    private static async Task<Results<Ok<MessageList>, ProblemHttpResult>> OfCaller(
        [AsParameters] MessagePaging paging, CallerUser self, IGrainFactory grains, Users users, CancellationToken cancellationToken)
    {
        if (paging.Range is not { } range)
            return Refused(MessagePaging.Refusal);
        return self.User is { } author
            ? TypedResults.Ok(await List(grains.GetAuthorLog(author.Id), range, users).WaitAsync(cancellationToken))
            : NotStored();
    }

    /// <summary>Stores the message; null when its author was erased meanwhile.</summary>
    private static async Task<Message?> Send(NewMessage message, IGrainFactory grains)
    {
        var entry = new MessageEntry(message.Channel, message.AuthorVersion ?? 0);
        if (await grains.GetMessageAuthor(message.UserId).Enter(entry) is not { } checkedAt)
            return null;
        var posted = await grains.GetChannelLog(message.Channel).Post(message with { CheckedAt = checkedAt });
        await grains.GetAuthorLog(message.UserId).Add(posted);
        return posted.Body.Length == 0 ? null : posted;
    }

    private static async Task<MessageList> List(IMessageLogGrain log, MessageRange range, Users users) =>
        await MessageList.Of(await log.Read(range), users);

    private static ProblemHttpResult Refused(string why) => Problem.Of(StatusCodes.Status400BadRequest, why);

    public static ProblemHttpResult NotStored() =>
        Problem.Of(
            StatusCodes.Status403Forbidden,
            "Only stored users have messages: call POST /users/store first. A deleted user cannot be stored again.");
}
