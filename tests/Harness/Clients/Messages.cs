namespace OrleansUsers.Harness;

/// <summary>The calls of a client that sends and reads messages.</summary>
public static class Messages
{
    /// <summary><c>POST /messages</c>; without a channel when that is null.</summary>
    public static Task<Answer> SendAsync(this SignedIn caller, string body, string? channel = null) =>
        caller.Api.PostAsync("/messages", caller.Token, channel is null ? new { body } : new { body, channel });

    /// <summary><c>GET /messages</c>.</summary>
    public static Task<Answer> ChannelAsync(this SignedIn caller, string channel, int? limit = null, string? before = null) =>
        caller.Api.GetAsync($"/messages?channel={Uri.EscapeDataString(channel)}&{Paging(limit, before)}", caller.Token);

    /// <summary><c>GET /messages/current</c>.</summary>
    public static Task<Answer> OwnMessagesAsync(this SignedIn caller, int? limit = null, string? before = null) =>
        caller.Api.GetAsync($"/messages/current?{Paging(limit, before)}", caller.Token);

    private static string Paging(int? limit, string? before) => $"limit={limit}&before={before}";
}
