using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace OrleansUsers.Harness;

/// <summary>One request, and what the fake Clerk would answer if it had no fault. That is computed when it is asked for.</summary>
internal sealed record Exchange(HttpContext Context, FakeRequest Request, Func<ClerkAnswer> Answer, CancellationToken Stop)
{
    /// <summary>Sends an answer as it is.</summary>
    public async Task SendAsync(ClerkAnswer answer)
    {
        using (answer)
        {
            if (answer.RetryAfter is { } seconds)
                Context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await SendAsync(answer.Status, "application/json", answer.Body);
        }
    }

    /// <summary>Sends this text, or only the beginning of it.</summary>
    /// <param name="length">The length that is promised; null means that of the text.</param>
    public async Task SendAsync(int status, string type, ReadOnlyMemory<byte> body, int? length = null)
    {
        Request.Status = status;
        Context.Response.StatusCode = status;
        Context.Response.ContentType = type;
        Context.Response.ContentLength = length ?? body.Length;
        await Context.Response.Body.WriteAsync(body, Stop);
        await Context.Response.Body.FlushAsync(Stop);
    }
}
