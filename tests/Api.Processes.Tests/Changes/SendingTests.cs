using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using OrleansUsers.Harness;
using StandardWebhooks;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What is sent, in which order, and signed by whom.</summary>
public sealed partial class SendingTests(SendingApp sending) : IClassFixture<SendingApp>
{
    private static readonly string[] Lifetime = ["user.created", "user.updated", "user.updated", "user.deleted"];

    private readonly Sandbox _app = sending.App;
    private readonly FakeReceiver _receiver = sending.Receiver;

    [Fact]
    public async Task Every_change_of_a_user_is_sent_in_order_with_the_user_as_it_is()
    {
        var user = Person.New();
        Expect.Taken(await _app.DeliverAsync(user.Created()));
        await _receiver.ArrivesAsync(user.Id, 1);
        var caller = await _app.SignedInAsync(user.Id);
        var stored = Expect.Ok(await caller.CurrentAsync());
        for (var change = 1; change <= 2; change++)
            Expect.Taken(await _app.DeliverAsync(user.AfterChange(change).Updated()));
        await _receiver.ArrivesAsync(user.Id, 3);
        Expect.Taken(await _app.DeliverAsync(user.Deleted()));
        await _receiver.ArrivesAsync(user.Id, 4);

        var received = _receiver.Of(user.Id);
        Assert.Equal(Lifetime, received.Select(change => change.Type));
        _receiver.AssertInOrder(user.Id, 4);
        Assert.Equal(stored.ToJsonString(), received[0].User!.ToJsonString());
        Assert.Equal("Ada 2", (string?)received[2].User!["name"]);
        Assert.Null(received[3].User);
        Assert.Equal(4, received.Select(change => change.Id).Distinct().Count());
        Assert.All(received, change =>
        {
            Assert.Equal("/changes?key=sesame", change.Target);
            Assert.Equal("application/json", change.Headers["content-type"]);
            Assert.StartsWith("OrleansUsers/", change.Headers["user-agent"], StringComparison.Ordinal);
            Assert.Equal($"user.{change.Json["data"]!["kind"]}", change.Type);
            Assert.Equal((string?)change.Json["timestamp"], (string?)change.Json["data"]!["at"]);
            var age = TimeProvider.System.GetUtcNow()
                - DateTimeOffset.Parse((string)change.Json["timestamp"]!, CultureInfo.InvariantCulture);
            Assert.InRange(age, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(5));
        });
    }

    [Fact]
    public async Task Each_secret_signs_and_packages_of_others_verify_it()
    {
        var user = new Person($"user_☃ \"é\" {Guid.NewGuid():N}");
        Expect.Taken(await _app.DeliverAsync(user.Created()));
        await _receiver.ArrivesAsync(user.Id, 1);
        var received = _receiver.Of(user.Id)[0];
        var headers = new HeaderDictionary();
        foreach (var (name, value) in received.Headers)
            headers[name] = value;

        Assert.Equal(2, received.Headers["webhook-signature"].Split(' ').Length);
        foreach (var secret in sending.Secrets)
            await sending.Foreign.VerifyAsync(secret, received.Headers, received.Body);
        // The package for .NET looks at the first signature only (StandardWebhooks 1.1.2).
        new StandardWebhook(sending.Secrets[0]).Verify(Encoding.UTF8.GetString(received.Body), headers);
        var other = WebhookSignature.NewSecret();
        await Assert.ThrowsAsync<InvalidOperationException>(() => sending.Foreign.VerifyAsync(other, received.Headers, received.Body));
        Assert.Throws<StandardWebhooks.Diagnostics.WebhookVerificationException>(
            () => new StandardWebhook(other).Verify(Encoding.UTF8.GetString(received.Body), headers));
    }

    [Fact]
    public async Task Hundreds_of_users_who_change_at_once_arrive_in_the_order_of_each()
    {
        var users = await _app.NewUsersAsync(200);
        for (var change = 1; change <= 3; change++)
            await Task.WhenAll(users.Select(async user => Expect.Taken(await _app.DeliverAsync(user.AfterChange(change).Updated()))));
        await _receiver.AllArriveAsync(users.Select(user => user.Id), 4);
        Assert.All(users, user => _receiver.AssertInOrder(user.Id, 4));
        // Nothing was refused, so nothing was repeated.
        Assert.All(users, user => Assert.Equal(4, _receiver.Of(user.Id).Count));
    }

    [Fact]
    public async Task The_operator_sees_what_was_sent()
    {
        await _app.NewUsersAsync(1);
        var answer = await Until.AnswerAsync(
            () => _app.Api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey)),
            metrics => Delivered().IsMatch(metrics.Body));
        string[] names = ["lag_seconds", "undelivered", "failed_total", "dropped_total"];
        Assert.All(names, name => Assert.Contains($"\norleans_users_changes_{name}{{", answer.Body, StringComparison.Ordinal));
        await Until.LoggedAsync(_app.Api, "This process sends changes of users");
        Assert.DoesNotContain("sesame", _app.Api.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", _app.Api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_without_a_receiver_exports_the_metrics_and_sends_nothing()
    {
        await using var app = await Sandbox.StartAsync(sending.Foreign, DatabaseKind.Sqlite);
        await app.NewUsersAsync(1);
        var metrics = (await app.Api.AskAsync("/metrics", Operator.Key(Sandbox.AdminKey))).Body.Split('\n')
            .Where(line => line.StartsWith("orleans_users_changes_", StringComparison.Ordinal)).ToArray();
        string[] zero = ["lag_seconds", "undelivered", "delivered_total", "failed_total", "dropped_total"];
        Assert.All(zero, name => Assert.Contains(metrics, line =>
            line.StartsWith($"orleans_users_changes_{name}{{", StringComparison.Ordinal) && line.Split("} ")[1].StartsWith('0')));
        Assert.Equal(0L, (await app.Database.QueryAsync("select count(*) as n from change_delivery"))[0]["n"]);
        Assert.DoesNotContain("sends changes", app.Api.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^orleans_users_changes_delivered_total\{.*\} [1-9]", RegexOptions.Multiline)]
    private static partial Regex Delivered();
}
