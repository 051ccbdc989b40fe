using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;
using Listed = OrleansUsers.Harness.FakeUser;

namespace OrleansUsers.Api.Tests;

/// <summary>The faults and limits of the fake Clerk, as a caller sees them.</summary>
public class FakeClerkFaultTests
{
    [Fact]
    public async Task Each_fault_is_what_it_is_called()
    {
        await using var clerk = await FakeClerkApi.StartAsync(Enumerable.Range(0, 100).Select(number => Listed.Numbered(number)));
        using var client = new FakeClerkClient(clerk);

        clerk.Faults = _ => Fault.Status(500);
        Assert.Equal(500, (await client.GetAsync("/v1/users")).Status);
        clerk.Faults = _ => Fault.Html(200);
        Assert.StartsWith("<!DOCTYPE", (await client.GetAsync("/v1/users")).Body, StringComparison.Ordinal);
        clerk.Faults = _ => Fault.TruncatedJson;
        await Assert.ThrowsAnyAsync<JsonException>(() => client.IdsAsync("/v1/users"));
        clerk.Faults = _ => Fault.CutOff;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/v1/users?limit=100"));
        clerk.Faults = _ => Fault.Reset;
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/v1/users"));
        clerk.Faults = _ => Fault.Slow(TimeSpan.FromMilliseconds(20));
        Assert.Equal(10, (await client.IdsAsync("/v1/users")).Length);
        Assert.Equal([500, 200, 200, 200, null, 200], clerk.Requests.Select(request => request.Status));

        clerk.Faults = _ => Fault.Silent;
        var silent = client.GetAsync("/v1/users");
        await clerk.RefuseAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => silent);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/v1/users"));
        await clerk.RecoverAsync();
        clerk.Faults = null;
        Assert.Equal(200, (await client.GetAsync("/v1/users")).Status);
    }

    [Fact]
    public async Task The_101st_request_in_ten_seconds_is_told_to_wait()
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        using var client = new FakeClerkClient(clerk);
        clerk.RequestsPer10Seconds = 100;

        for (var number = 1; number <= 100; number++)
            Assert.Equal(200, (await client.GetAsync("/v1/users/count")).Status);
        using var refused = await client.SendAsync("/v1/users/count");

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Equal(200, (await client.GetAsync("/v1/jwks")).Status);
        Assert.Equal(101, clerk.CountOf("/v1/users"));
        Assert.InRange(clerk.MaxIn10Seconds(), 100, 102);
    }

    [Fact]
    public async Task A_revoked_key_a_wrong_clock_and_an_unreadable_user_are_seen()
    {
        await using var clerk = await FakeClerkApi.StartAsync([Listed.Numbered(0), Listed.Numbered(1), Listed.Numbered(2)]);
        using var client = new FakeClerkClient(clerk);
        clerk.ClockOffset = TimeSpan.FromHours(2);
        clerk.Change(Listed.Numbered(1).Id, user => user with { Raw = "17" });
        clerk.BeforeAnswer = _ =>
        {
            clerk.Delete(Listed.Numbered(0).Id);
            return Task.CompletedTask;
        };

        using var answer = await client.SendAsync("/v1/users?order_by=created_at");
        var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal("17", page[0]!.ToJsonString());
        Assert.Equal(Listed.Numbered(2).Id, (string?)page[1]!["id"]);
        Assert.InRange(answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(121));

        clerk.SecretKey = "sk_test_other";
        var (status, body) = await client.GetAsync("/v1/instance");
        Assert.Equal(401, status);
        Assert.Contains("clerk_key_invalid", body, StringComparison.Ordinal);
    }
}
