using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ApiDocumentTests(Apps apps)
{
    [Fact]
    public async Task Its_form_is_right_and_every_example_is_a_value_of_its_schema()
    {
        var document = await ReadAsync();
        Assert.Null(await apps.Foreign.ReadOpenApiAsync(document.ToJsonString()));
        Assert.Empty(await apps.Foreign.WrongExamplesAsync());
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task Every_call_of_the_program_is_in_it_and_has_words_of_its_own(string environment)
    {
        var described = DescribedCall.AllOf(await ReadAsync());
        Assert.Empty(MappedCalls.In(environment).Except(described.Select(call => call.Name)));
        Assert.Empty(described.Where(call => call.Says["operationId"] is null).Select(call => call.Name));
        Assert.Equal(described.Count, described.DistinctBy(call => (string?)call.Says["operationId"]).Count());
    }

    [Fact]
    public async Task Every_call_has_examples_of_its_request_of_its_answer_and_of_each_error()
    {
        var lacks = new List<string>();
        foreach (var call in DescribedCall.AllOf(await ReadAsync()))
        {
            Needs(call, "summary or tag", call.Says["summary"] is not null && call.Says["tags"] is JsonArray { Count: 1 });
            foreach (var parameter in call.Parameters)
            {
                Needs(call, $"words for {parameter["name"]}", parameter["description"] is not null);
                Needs(call, $"example of {parameter["name"]}", parameter["example"] is not null);
            }
            if (call.Says["requestBody"] is { } body)
                Needs(call, "example of its body", body["content"]?["application/json"]?["example"] is not null);
            Needs(call, "answer", call.Answers.Any(answer => answer.Key[0] == '2'));
            foreach (var (status, answer) in call.Answers)
            {
                var contents = (answer!["content"]?.AsObject() ?? []).Select(content => content.Value!).ToArray();
                var shown = contents.Where(content => content["example"] is not null || content["examples"] is not null);
                Needs(call, $"words for {status}", answer["description"] is not null);
                Needs(call, $"example of {status}", shown.Count() == contents.Length && (status[0] == '2' || contents.Length > 0));
            }
        }
        Assert.Empty(lacks);

        void Needs(DescribedCall call, string what, bool has)
        {
            if (!has)
                lacks.Add($"{call.Name} has no {what}");
        }
    }

    [Fact]
    public async Task It_is_the_same_in_every_process_but_for_the_path_of_its_server()
    {
        // Another environment, without a key, with other providers and under a path.
        await using var other = await ApiProcess.StartAsync(new ApiSettings().With("PathBase", "/users-api"));
        var moved = (await other.GetAsync("/users-api" + DescribedCall.Document)).Json!;
        var here = await ReadAsync();
        Assert.Equal("/users-api", (string?)moved["servers"]![0]!["url"]);
        Assert.Equal("/", (string?)here["servers"]![0]!["url"]);
        moved["servers"] = here["servers"]!.DeepClone();
        Assert.Equal(here.ToJsonString(), moved.ToJsonString());

        Assert.Contains("<title>OrleansUsers API</title>", (await other.GetAsync("/users-api/docs/")).Body, StringComparison.Ordinal);
        // What it describes is not there for that.
        var admin = new Admin(other, Sandbox.AdminKey);
        Expect.Problem(await admin.SendAsync(HttpMethod.Get, "/users-api/admin/sync"), HttpStatusCode.NotFound);
        Expect.Problem(await admin.SendAsync(HttpMethod.Put, "/admin/sync"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_has_it_already_gets_no_second_copy()
    {
        var app = await apps.On();
        var tag = (await app.Api.GetAsync(DescribedCall.Document)).Header("ETag");
        using var again = new HttpRequestMessage(HttpMethod.Get, DescribedCall.Document);
        again.Headers.TryAddWithoutValidation("If-None-Match", tag);
        Assert.Equal(HttpStatusCode.NotModified, (await app.Api.SendAsync(again)).Status);
    }

    private async Task<JsonNode> ReadAsync() => (await (await apps.On()).Api.GetAsync(DescribedCall.Document)).Json!;
}
