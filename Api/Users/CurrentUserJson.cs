using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace OrleansUsers.Api;

/// <summary>Writes the caller's own user as JSON, the only answer of <c>GET /users/current</c> when there is a user.</summary>
internal sealed class CurrentUserJson(IOptions<JsonOptions> json)
{
    private readonly JsonTypeInfo<User> _type = (JsonTypeInfo<User>)json.Value.SerializerOptions.GetTypeInfo(typeof(User));

    public byte[] Render(User user) => JsonSerializer.SerializeToUtf8Bytes(user, _type);

    public IResult Of(User user) => new Answer(Render(user));

    /// <summary>The names of the fields in which two states of a user differ, in the order in which clients see them.</summary>
    /// <param name="before">Null when the user was not stored. Then it is all fields with a value.</param>
    public IReadOnlyList<string> Difference(User? before, User? after)
    {
        var (old, current) = (Fields(before), Fields(after));
        return [.. current.Select(field => field.Key).Union(old.Select(field => field.Key), StringComparer.Ordinal)
            .Where(name => name != "version" && !JsonNode.DeepEquals(old[name], current[name]))];
    }

    private JsonObject Fields(User? user) => user is null ? [] : JsonSerializer.SerializeToNode(user, _type)!.AsObject();

    public static Task Write(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        context.Response.BodyWriter.Write(json);
        return Task.CompletedTask;
    }

    private sealed class Answer(byte[] json) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, json);
    }
}
