using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>How a user's state is written in its row. Names never change; what is added later is never required, so that old rows still load.</summary>
[JsonSerializable(typeof(UserState))]
internal sealed partial class UserStateJson : JsonSerializerContext
{
    /// <summary>The context to use.</summary>
    public static UserStateJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // No browser reads this text, and an SQL user reads names in any script.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
