using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>JSON that nests deep, as one's own metadata may.</summary>
public sealed class DepthTests(Apps apps)
{
    private const int Deepest = 500_000;
    private const int MaxKilobytes = 1_000;

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1_000 };
    // What grows with the square of the depth takes minutes.
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(5);

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Public_metadata_of_64_levels_is_stored_and_served_and_of_65_left_out(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var (kept, cut) = (WithMetadata(64), WithMetadata(65));
        foreach (var (user, metadata) in kept.Concat(cut))
            Expect.Taken(await DeliverAsync(app, user, $"\"public_metadata\":{metadata}"));
        foreach (var (user, metadata) in kept)
            await IsAsync(app, user, metadata);
        foreach (var (user, _) in cut)
        {
            await IsAsync(app, user, "null");
            Assert.Single(Lines(app, "64 levels"), line => line.Contains(user.Id, StringComparison.Ordinal));
        }
        Assert.Equal(cut.Length, Lines(app, "64 levels").Count());
        Assert.Empty(Lines(app, "leaf"));

        // It has to be read back, too.
        await app.Api.RestartAsync();
        foreach (var (user, metadata) in kept)
        {
            await IsAsync(app, user, metadata);
            Expect.Taken(await app.DeliverAsync(user.AfterChange(1).Updated()));
            await IsAsync(app, user, "{\"plan\":\"pro\"}");
        }
    }

    [Theory]
    [InlineData("unsafe_metadata")]
    [InlineData("private_metadata")]
    [InlineData("public_metadata")]
    [InlineData("email_addresses")]
    [InlineData("first_name")]
    [InlineData("banned")]
    [InlineData("updated_at")]
    [InlineData("nobody_knows")]
    public async Task A_user_with_one_field_that_nests_very_deep_is_stored(string field)
    {
        var app = await apps.On();
        foreach (var levels in new[] { 63, 64, 65, 70, 100_000, Deepest })
        {
            var user = Person.New();
            Expect.Taken(await DeliverAsync(app, user, $"\"{field}\":{Arrays(levels)},\"last_name\":\"Deep\""));
            Assert.Equal("Deep", (string?)Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())["lastName"]);
            if (levels < Deepest / 2)
                Expect.Taken(await DeliverAsync(app, user, $"\"{field}\":{Objects(levels / 10, spaced: true)}"));
        }
    }

    [Fact]
    public async Task An_envelope_may_nest_deep_and_data_that_is_no_user_need_not_be_sent_again()
    {
        var (app, user) = (await apps.On(), Person.New());
        var deep = Arrays(100_000);
        var created = $$"""{"event_attributes":{{deep}},"type":"user.created","data":{"id":"{{user.Id}}"},"more":{{deep}}}""";
        Expect.Taken(await PostAsync(app, created));
        Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync());
        Expect.Aborted(await PostAsync(app, $$"""{"type":"user.created","data":{{deep}}}"""));
        Expect.Aborted(await PostAsync(app, new string('[', Deepest)));
        Expect.Aborted(await PostAsync(app, deep));
    }

    [Fact]
    public void The_deepest_event_takes_neither_long_nor_much_memory()
    {
        var deep = Arrays(Deepest);
        foreach (var kind in Enum.GetValues<ProviderKind>())
        {
            foreach (var field in new[] { "public_metadata", "unsafe_metadata", "object" })
            {
                var data = $$"""{"id":"user_1","{{field}}":{"a":{{deep}}}""" + "}";
                var json = Encoding.UTF8.GetBytes($$"""{"type":"user.created","data":{{data}}}""");
                var (start, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
                var read = ProviderEvent.Read(json, kind);
                var (took, kilobytes) = (Stopwatch.GetElapsedTime(start), (GC.GetAllocatedBytesForCurrentThread() - before) / 1024);
                Assert.Equal((field == "public_metadata", "user_1"), (read!.Data.HasDeepMetadata, read.Data.Id));
                Assert.InRange(took, TimeSpan.Zero, Quick);
                Assert.InRange(kilobytes, 0, MaxKilobytes);
            }
        }
    }

    [Theory, InlineData(64), InlineData(65), InlineData(2_000)]
    public void A_value_that_is_read_alone_may_nest_as_deep_as_its_reader_lets_it(int levels)
    {
        var json = Encoding.UTF8.GetBytes(Objects(levels, spaced: true));
        var reader = new Utf8JsonReader(json, LenientJson.AnyDepth);
        reader.Read();
        Assert.Equal(levels, RawJson.Read(ref reader).Text.Count(letter => letter == '{'));
        Assert.Equal(json.Length, reader.BytesConsumed);
    }

    private static string Arrays(int levels) => new string('[', levels) + new string(']', levels);

    private static string Objects(int levels, bool spaced)
    {
        var (open, close) = spaced ? ("{\"a\": ", " }") : ("{\"a\":", "}");
        var leaf = spaced ? "{ \"leaf\": \"ü\" }" : "{\"leaf\":1}";
        return string.Concat(Enumerable.Repeat(open, levels - 1)) + leaf + string.Concat(Enumerable.Repeat(close, levels - 1));
    }

    private static (Person User, string Metadata)[] WithMetadata(int levels) =>
        [(Person.New(), Objects(levels, spaced: false)), (Person.New(), Objects(levels, spaced: true))];

    private static IEnumerable<string> Lines(Sandbox app, string text) =>
        app.Api.Output.Split('\n').Where(line => line.Contains(text, StringComparison.Ordinal));

    private static Task<Answer> DeliverAsync(Sandbox app, Person user, string fields) =>
        PostAsync(app, $$$"""{"type":"user.created","timestamp":1760000000123,"data":{"id":"{{{user.Id}}}",{{{fields}}}}}""");

    private static Task<Answer> PostAsync(Sandbox app, string json) => app.Api.DeliverAsync(app.Secret, Encoding.UTF8.GetBytes(json));

    private static async Task IsAsync(Sandbox app, Person user, string metadata)
    {
        var answer = await (await app.SignedInAsync(user.Id)).CurrentAsync();
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var shown = JsonNode.Parse(answer.Body, documentOptions: AnyDepth)!["publicMetadata"];
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(metadata, documentOptions: AnyDepth), shown), answer.Body);
    }
}
