using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ExportTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task It_has_all_that_is_stored_of_a_person(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var person = await app.NewUserAsync();
        var link = app.Corp.TokenIdentifier(Guid.NewGuid().ToString());
        Expect.Ok(await app.Admin.LinkAsync(person.Id, link));
        var (caller, other) = (await app.SignedInAsync(person.Id), await app.StoredAsync());
        var sent = new List<JsonNode>();
        for (var n = 0; n < 70; n++)
        {
            sent.Add(Talk.Sent(await caller.SendAsync($"\"Zoë\" {n} </script>", $"channel {n % 2}")));
            Talk.Sent(await other.SendAsync("not theirs", $"channel {n % 2}"));
        }
        var user = Expect.Ok(await caller.CurrentAsync());

        var answer = await app.Admin.ExportAsync(person.Id);
        var export = Expect.Ok(answer);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.True(JsonNode.DeepEquals(user, export["user"]), answer.ToString());
        Assert.Equal(person.Id, (string?)export["id"]);
        Assert.Equal(person.Email, (string?)export["stored"]!["snapshot"]!["email"]);
        Assert.Equal(link, (string?)Assert.Single(export["stored"]!["links"]!["items"]!.AsArray())!["tokenIdentifier"]);
        Assert.Equal(["channel 0", "channel 1"], export["channels"]!.AsArray().Select(channel => (string?)channel));
        AssertSame(sent, export);
        Assert.DoesNotContain("not theirs", answer.Body, StringComparison.Ordinal);

        // What a process that dies between the two appends leaves: the messages are in the channel only.
        await app.Api.StopAsync();
        Assert.NotEqual(0, await app.Database.ExecuteAsync(
            "delete from OrleansStorage where GrainIdExtensionString = @id", GrainKey.EncodeBounded($"author:{person.Id}")));
        await app.Api.RestartAsync();
        AssertSame(sent, Expect.Ok(await app.Admin.SendAsync(HttpMethod.Get, $"/admin/user/export?id={person.Id}")));

        UnlinkTests.NoContent(await app.Admin.EraseAsync(person.Id));
        var erased = Expect.Ok(await app.Admin.ExportAsync(person.Id));
        Assert.Null(erased["user"]);
        Assert.Equal(70, erased["messages"]!.AsArray().Count(message => (string?)message!["body"] == ""));
        Assert.DoesNotContain(person.Email!, erased.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_a_file_to_download_whose_name_any_system_takes()
    {
        var app = await apps.On();
        var id = app.Auth0.ExternalId($"auth0|\"é\" {Guid.NewGuid():N}");
        UnlinkTests.NoContent(await app.Admin.DeleteAsync(id));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/admin/users/{Uri.EscapeDataString(id)}/export");
        request.Headers.Add("X-Api-Key", Sandbox.AdminKey);
        using var answer = await app.Api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal("attachment", disposition.DispositionType);
        Assert.Matches("^user-[A-Za-z0-9._-]+[.]json$", disposition.FileName!.Trim('"'));
    }

    [Fact]
    public async Task Of_whom_nothing_was_stored_there_is_none()
    {
        var app = await apps.On();

        Expect.Problem(await app.Admin.ExportAsync(Person.New().Id), HttpStatusCode.NotFound);
        Expect.Problem(await app.Admin.ExportAsync(new string('x', 401)), HttpStatusCode.NotFound);
        Expect.Unauthorized(await new Admin(app.Api, key: null).ExportAsync(Person.New().Id));
    }

    private static void AssertSame(IReadOnlyList<JsonNode> sent, JsonNode export)
    {
        var messages = export["messages"]!.AsArray();
        Assert.Equal(sent.Texts("id"), messages.Texts("id"));
        Assert.Equal(sent.Texts("body"), messages.Texts("body"));
        Assert.Equal(sent.Texts("channel"), messages.Texts("channel"));
        Assert.Equal(sent.Texts("createdAt"), messages.Texts("createdAt"));
    }
}
