using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What the contract says of every answer of a kind.</summary>
internal static class Expect
{
    private const string Abort = "webhook-delivery";

    public static JsonNode Ok(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
        return answer.Json!;
    }

    /// <summary>A delivery that was taken: 200 with nothing in it.</summary>
    public static void Taken(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
        Assert.Equal("", answer.Body);
        Assert.Null(answer.Header(Abort));
    }

    /// <summary>A delivery that was refused and may be tried again.</summary>
    public static void Refused(Answer answer)
    {
        Problem(answer, HttpStatusCode.BadRequest);
        Assert.Null(answer.Header(Abort));
    }

    /// <summary>A delivery that nobody need try again.</summary>
    public static void Aborted(Answer answer)
    {
        Problem(answer, HttpStatusCode.BadRequest);
        Assert.Equal("abort-message", answer.Header(Abort));
    }

    public static void Unauthorized(Answer answer)
    {
        Problem(answer, HttpStatusCode.Unauthorized);
        Assert.NotEmpty(answer.Headers.WwwAuthenticate);
    }

    public static void Unavailable(Answer answer)
    {
        Problem(answer, HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Null(answer.Header(Abort));
    }

    /// <summary>An error as RFC 9457 has it, with a title and no insight into the machine.</summary>
    public static void Problem(Answer answer, HttpStatusCode status)
    {
        Assert.True(answer.Status == status, $"Expected {(int)status}, got {answer}");
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.False(string.IsNullOrWhiteSpace((string?)answer.Json!["title"]), answer.Body);
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", answer.Body, StringComparison.Ordinal);
    }
}
