namespace OrleansUsers.Api;

/// <summary>The outcome of a webhook.</summary>
internal enum WebhookOutcome
{
    /// <summary>It is stored.</summary>
    Applied,

    /// <summary>It is older than what is stored, or the same.</summary>
    Unchanged,

    /// <summary>It has no effect here: <see cref="WebhookResult.Reason"/> says why.</summary>
    Ignored,

    /// <summary>It has no valid signature by a configured secret.</summary>
    NotSigned,

    /// <summary>It has none of the configured tokens.</summary>
    NoToken,

    /// <summary>Its sender is verified, but the body is not an event, or it is an event of a user without a usable id.</summary>
    Unreadable,

    /// <summary>It is dated too far ahead of this machine's clock to be stored now.</summary>
    Ahead,
}

/// <summary>The outcome of a webhook, and its reason.</summary>
/// <param name="UserId">The external id of the event's user; null when there is none.</param>
/// <param name="Reason">
/// Why it was ignored: <c>type</c>, <c>instance</c>, <c>test</c>, or <c>issuer</c> when the user with this id belongs to another provider
/// or issuer. Why it was refused: <see cref="WebhookRefusal.Reason"/>.
/// </param>
internal readonly record struct WebhookResult(WebhookOutcome Outcome, string? UserId = null, string? Reason = null);
