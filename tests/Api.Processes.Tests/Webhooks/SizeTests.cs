using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SizeTests(Apps apps)
{
    private const int MaxBytes = 1_048_576;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_body_of_exactly_one_MiB_is_taken(bool chunked)
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Taken(await PostAsync(app, Padded(user.Created(), MaxBytes), chunked));
        Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task One_byte_more_is_too_large_and_changes_nothing(bool chunked)
    {
        var (app, user) = (await apps.On(), Person.New());
        Expect.Problem(await PostAsync(app, Padded(user.Created(), MaxBytes + 1), chunked), HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.SignedInAsync(user.Id)).CurrentAsync()).Status);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_its_signature_is_looked_at()
    {
        var app = await apps.On();
        var answer = await app.Api.PostRawAsync(new Delivery(new byte[MaxBytes + 1], []));
        Expect.Problem(answer, HttpStatusCode.RequestEntityTooLarge);
    }

    private static byte[] Padded(JsonObject body, int bytes)
    {
        body["data"]!["padding"] = "";
        var padding = bytes - Encoding.UTF8.GetByteCount(body.ToJsonString());
        body["data"]!["padding"] = new string('a', padding);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static async Task<Answer> PostAsync(Sandbox app, byte[] body, bool chunked)
    {
        var (id, timestamp) = ($"msg_{Guid.NewGuid():N}", $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Harness.Webhooks.Path, UriKind.Relative))
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", timestamp);
        request.Headers.Add("svix-signature", WebhookSignature.Of(app.Secret, id, timestamp, body));
        return await app.Api.SendAsync(request);
    }
}
