using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Events of a Clerk instance that is not ours, as when a development instance is given the address of production.</summary>
public sealed class InstanceTests(Apps apps)
{
    private const string Ours = "ins_ours";

    // The instance id as JSON; null for an event without one.
    [Theory]
    [InlineData("\"ins_theirs\"", false)]
    [InlineData("\"INS_OURS\"", false)]
    [InlineData("\"ins_ours2\"", false)]
    [InlineData("\"ins_ours\"", true)]
    [InlineData("\"ins\\u005fours\"", true)]
    [InlineData("\"\"", true)]
    [InlineData("null", true)]
    [InlineData("42", true)]
    [InlineData("{}", true)]
    [InlineData(null, true)]
    public void An_event_is_of_another_instance_only_when_it_names_one(string? instance, bool isOurs)
    {
        var envelope = instance is null ? "" : $"\"instance_id\":{instance},";
        var provider = EventReading.Provider(ProviderKind.Clerk) with { InstanceId = Ours };
        foreach (var json in new[]
        {
            $$$"""{{{{envelope}}}"type":"user.updated","data":{"id":"user_1"}}""",
            $$$"""{"type":"user.updated","data":{"id":"user_1"},{{{envelope}}}"object":"event"}""",
        })
        {
            var read = EventReading.Read(ProviderKind.Clerk, json)!;
            Assert.Equal(isOurs ? null : "instance", read.ReasonToIgnore(provider));
            Assert.Null(read.ReasonToIgnore(EventReading.Provider(ProviderKind.Clerk)));
        }
    }

    [Fact]
    public void Only_Clerk_has_instances()
    {
        var read = EventReading.Read(ProviderKind.Oidc, """{"instance_id":"ins_theirs","type":"user.updated","data":{"id":"user_1"}}""")!;
        Assert.Null(read.ReasonToIgnore(EventReading.Provider(ProviderKind.Oidc) with { InstanceId = Ours }));
    }

    [Fact]
    public async Task An_event_of_another_instance_is_taken_and_counted_and_does_nothing()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("CLERK_INSTANCE_ID", "ins_2test"));
        var user = Person.New();
        var caller = await app.SignedInAsync(user.Id);
        var theirs = user.Created();
        theirs["instance_id"] = "ins_theirs";
        Expect.Taken(await app.DeliverAsync(theirs));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Ok(await caller.CurrentAsync());

        var deletion = user.Deleted();
        deletion["instance_id"] = "ins_theirs";
        Expect.Taken(await app.DeliverAsync(deletion));
        Expect.Ok(await caller.CurrentAsync());

        var metrics = await app.Api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey));
        Assert.Equal(2, WebhookCounts.Of(metrics.Body, "outcome=\"ignored\"", "reason=\"instance\""));
    }
}
