using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>A message as a client sends it.</summary>
internal sealed record MessageDraft([property: Required] string? Body, string? Channel)
{
    public const string UnusableChannel = "A channel's name has 1 to 100 characters, is not blank and has no control characters.";

    public const string NoBody = "The message has no body.";
    public const string TooLong = "The body has more than 4000 characters.";

    private const int MaxBodyLength = 4_000;

    /// <summary>What the client has to change; null when nothing is wrong.</summary>
    [JsonIgnore]
    public string? Refusal =>
        string.IsNullOrWhiteSpace(Body) ? NoBody
        : Body.EnumerateRunes().Count() > MaxBodyLength ? TooLong
        : Channel is not null && !MessageLogs.IsUsableChannel(Channel) ? UnusableChannel
        : null;

    /// <param name="actor">Who acts as the user; null when there is no actor.</param>
    public NewMessage From(User user, string? actor) => new()
    {
        Channel = Channel ?? MessageLogs.DefaultChannel,
        Body = Body!,
        UserId = user.Id,
        AuthorVersion = user.Version,
        Actor = actor,
    };
}
