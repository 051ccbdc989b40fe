using System.Buffers;
using System.Text.Json;

namespace ClerkPeer;

/// <summary>The routes, as one handler: a switch takes the place of routing and a check that of authorization.</summary>
public sealed class Endpoints(
    SvixVerifier svix, TokenVerifier tokens, Lanes<UserEvent, bool> writes, Lanes<UserRead, byte[]?> reads, UserCache? cache)
{
    public Task HandleAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        switch (request.Path.Value)
        {
            case "/clerk-users-webhook" when HttpMethods.IsPost(request.Method):
                return WebhookAsync(request, response);
            case "/users/current" when HttpMethods.IsGet(request.Method):
                return CurrentAsync(request, response);
            case "/health":
                return AnswerAsync(response, "text/plain", "ok"u8.ToArray());
            default:
                Answer(response, StatusCodes.Status404NotFound);
                return Task.CompletedTask;
        }
    }

    private async Task WebhookAsync(HttpRequest request, HttpResponse response)
    {
        var body = await request.BodyReader.ReadAtLeastAsync((int?)request.ContentLength ?? int.MaxValue);
        var user = Verified(request.Headers, body.Buffer);
        request.BodyReader.AdvanceTo(body.Buffer.End);
        if (user is { Change: not Change.None })
        {
            await writes.Add(user.Id, user);
            cache?.Remove(user.Id);
        }
        Answer(response, user is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private UserEvent? Verified(IHeaderDictionary headers, in ReadOnlySequence<byte> body)
    {
        var bytes = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        if (!svix.Verify(headers["svix-id"], headers["svix-timestamp"], headers["svix-signature"], bytes)) return null;
        try
        {
            return UserEvent.Parse(bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private async Task CurrentAsync(HttpRequest request, HttpResponse response)
    {
        var subject = await tokens.VerifyAsync(request.Headers.Authorization);
        if (subject is null)
        {
            response.Headers.WWWAuthenticate = "Bearer";
            Answer(response, StatusCodes.Status401Unauthorized);
            return;
        }
        var user = cache?.Find(subject) ?? await ReadAsync(subject);
        if (user is null) Answer(response, StatusCodes.Status404NotFound);
        else await AnswerAsync(response, "application/json; charset=utf-8", user);
    }

    private async Task<byte[]?> ReadAsync(string id)
    {
        var user = await reads.Add(id, new UserRead(id));
        if (user is not null) cache?.Add(id, user);
        return user;
    }

    private static void Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.ContentLength = 0;
    }

    private static Task AnswerAsync(HttpResponse response, string type, byte[] body)
    {
        response.ContentType = type;
        response.ContentLength = body.Length;
        var sent = response.BodyWriter.WriteAsync(body);
        return sent.IsCompletedSuccessfully ? Task.CompletedTask : sent.AsTask();
    }
}
