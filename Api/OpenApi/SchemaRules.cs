using System.ComponentModel.DataAnnotations;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>Corrects schemas where the platform knows less of the JSON than the program.</summary>
internal static partial class SchemaRules
{
    /// <summary>The types of request bodies. All others are of answers, which have every property.</summary>
    private static readonly HashSet<Type> Bodies = [typeof(MessageDraft), typeof(TokenIdentifierRequest), typeof(SyncStart)];

    // A property that may be null says so itself.
    private const JsonSchemaType AnyButNull =
        JsonSchemaType.Object | JsonSchemaType.Array | JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean;

    public static Task Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset))
            schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        // Numbers are read from texts, too, but are never written as such.
        if (schema.Type is { } kinds && (kinds & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            schema.Type = kinds & ~JsonSchemaType.String;
            schema.Pattern = null;
        }
        if (type == typeof(RawJson))
        {
            (schema.Type, schema.AdditionalProperties) = (AnyButNull, new OpenApiSchema());
            schema.Description = "What the provider lets front ends see: an object, or whatever JSON the provider sent.";
        }
        if (type == typeof(PublicProfile?[]))
            schema.Items = new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema.Items!] };
        if (context.JsonPropertyInfo is null && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { Count: > 0 })
            schema.Required = context.JsonTypeInfo.Properties.Where(property => IsAlwaysThere(type, property))
                .Select(property => property.Name).ToHashSet();
        if (context.JsonPropertyInfo is { } member && IsNeverNull(member))
            schema.Type &= ~JsonSchemaType.Null;
        if (schema.Description is { } description)
            schema.Description = Member().Replace(description.ReplaceLineEndings(" "), Named);
        if (WordsOf(context.JsonPropertyInfo) is { } words)
            schema.Enum = words;
        return Task.CompletedTask;
    }

    /// <summary>The name of a type's schema; null writes the schema where it is used.</summary>
    public static string? NameOf(JsonTypeInfo type) =>
        type.Type == typeof(RawJson) ? "PublicMetadata"
        : type.Type == typeof(SseItem<string>) ? null
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    private static bool IsAlwaysThere(Type type, JsonPropertyInfo property) =>
        Bodies.Contains(type) ? IsDemanded(property) : property.ShouldSerialize is null;

    private static bool IsNeverNull(JsonPropertyInfo property) =>
        Bodies.Contains(property.DeclaringType) ? IsDemanded(property) : !property.IsGetNullable || property.ShouldSerialize is not null;

    private static bool IsDemanded(JsonPropertyInfo property) =>
        property.AttributeProvider!.IsDefined(typeof(RequiredAttribute), inherit: true);

    /// <summary>A member as the platform writes it, of a comment in the code: its type, its class and its name.</summary>
    [GeneratedRegex(@"\S+ [A-Z]\w*\.(?<name>[A-Z]\w*)")]
    private static partial Regex Member();

    private static string Named(Match member) => $"`{JsonNamingPolicy.CamelCase.ConvertName(member.Groups["name"].Value)}`";

    /// <summary>The words that the property has, by its <see cref="AllowedValuesAttribute"/>.</summary>
    private static List<JsonNode>? WordsOf(JsonPropertyInfo? property)
    {
        var allowed = property?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: true);
        return allowed is [AllowedValuesAttribute { Values: var values }] ? [.. values.Select(word => (JsonNode)$"{word}")] : null;
    }
}
