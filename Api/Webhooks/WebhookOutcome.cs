namespace OrleansUsers.Api;

/// <summary>What became of a webhook.</summary>
internal enum WebhookOutcome
{
    /// <summary>It is stored.</summary>
    Applied,

    /// <summary>It is older than what is stored, or the same.</summary>
    Unchanged,

    /// <summary>It has no effect here: <see cref="WebhookResult.Reason"/> says why.</summary>
    Ignored,

    /// <summary>No configured secret has signed it.</summary>
    NotSigned,

    /// <summary>It does not come with a configured token.</summary>
    NoToken,

    /// <summary>Its sender is verified, but the body is no event, or an event of a user without a usable id.</summary>
    Unreadable,

    /// <summary>It is dated too far ahead of this machine's clock to be stored now.</summary>
    Ahead,
}

/// <summary>What became of a webhook, and why.</summary>
/// <param name="UserId">The external id that it is about; null when it is about none.</param>
/// <param name="Reason">
/// Why it was ignored: <c>type</c>, <c>instance</c>, <c>test</c>, or <c>issuer</c>, when the id is another provider's or issuer's user.
/// </param>
internal readonly record struct WebhookResult(WebhookOutcome Outcome, string? UserId = null, string? Reason = null);
