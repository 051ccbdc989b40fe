using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansUsers.Harness;

/// <summary>Answers requests to Clerk's Backend API from a table of users.</summary>
internal sealed class ClerkEndpoints(FakeClerkApi api, FakeUserTable users)
{
    private const string Below = "/v1/users/";

    private static readonly Lazy<RSAParameters> Key = new(() =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(includePrivateParameters: false);
    });

    public ClerkAnswer Answer(FakeRequest request)
    {
        if (request.Authorization.Length == 0)
            return ClerkAnswer.Error(401, "authentication_invalid", "Invalid authentication");
        if (request.Authorization != $"Bearer {api.SecretKey}")
            return ClerkAnswer.Error(401, "clerk_key_invalid", "The provided Clerk Secret Key is invalid");
        if (request.ApiVersion.Length > 0 && request.Parameter("__clerk_api_version") is not null)
            return ClerkAnswer.Error(400, "api_version_conflict", "The API version is given twice");
        if (request.Method != "GET")
            return ClerkAnswer.Error(405, "method_not_allowed", "Method not allowed");
        return request.Path switch
        {
            "/v1/users" => List(request),
            "/v1/users/count" => Count(request),
            "/v1/instance" when api.HasInstance => ClerkAnswer.Ok(WriteInstance),
            "/v1/jwks" => ClerkAnswer.Ok(WriteKeys),
            var path when path.StartsWith(Below, StringComparison.Ordinal) => One(Uri.UnescapeDataString(path[Below.Length..])),
            _ => ClerkAnswer.NotFound(),
        };
    }

    private ClerkAnswer List(FakeRequest request)
    {
        if (Read(request, out var wrong) is not { } query)
            return ClerkAnswer.Unprocessable(wrong!);
        FakeUser? cursor = null;
        if (query.StartingAfter is { } id && (cursor = users.Find(id)) is null)
        {
            switch (api.DeletedCursor)
            {
                case DeletedCursor.NotFound:
                    return ClerkAnswer.NotFound();
                case DeletedCursor.Unprocessable:
                    return ClerkAnswer.Unprocessable("starting_after");
                case DeletedCursor.Empty:
                    return ClerkAnswer.Ok(json => WriteUsers(json, []));
                case DeletedCursor.GoesOn when (cursor = users.FindDeleted(id)) is null:
                    return ClerkAnswer.NotFound();
            }
        }
        var page = users.Page(query, cursor);
        return ClerkAnswer.Ok(json => WriteUsers(json, page));
    }

    private ClerkAnswer Count(FakeRequest request)
    {
        if (Read(request, out var wrong) is not { } query)
            return ClerkAnswer.Unprocessable(wrong!);
        var count = users.Count(query);
        return ClerkAnswer.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "total_count");
            json.WriteNumber("total_count", count);
            json.WriteEndObject();
        });
    }

    private ClerkAnswer One(string id) =>
        users.Find(id) is { } user ? ClerkAnswer.Ok(json => FakeUserJson.WriteTo(json, user)) : ClerkAnswer.NotFound();

    private UserQuery? Read(FakeRequest request, out string? wrong) =>
        UserQuery.Read(QueryHelpers.ParseQuery(request.Query), api.CreatedBoundsInclusive, out wrong);

    private static void WriteUsers(Utf8JsonWriter json, FakeUser[] page)
    {
        json.WriteStartArray();
        foreach (var user in page)
            FakeUserJson.WriteTo(json, user);
        json.WriteEndArray();
    }

    private void WriteInstance(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("object", "instance");
        json.WriteString("id", api.InstanceId);
        json.WriteString("environment_type", api.EnvironmentType);
        json.WriteNull("allowed_origins");
        json.WriteEndObject();
    }

    private void WriteKeys(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("keys");
        json.WriteStartObject();
        json.WriteString("use", "sig");
        json.WriteString("kty", "RSA");
        json.WriteString("kid", api.InstanceId);
        json.WriteString("alg", "RS256");
        json.WriteString("n", Base64Url.EncodeToString(Key.Value.Modulus));
        json.WriteString("e", Base64Url.EncodeToString(Key.Value.Exponent));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
