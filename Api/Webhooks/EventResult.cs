namespace OrleansUsers.Api;

/// <summary>What became of an event.</summary>
internal enum EventOutcome
{
    Applied,
    Unchanged,

    /// <summary>It has no effect here: <see cref="EventResult.Reason"/> says why.</summary>
    Ignored,

    /// <summary>It is an event of a user, without an id that can be used.</summary>
    Unreadable,

    /// <summary>It is dated too far ahead of this machine's clock to be stored now.</summary>
    Ahead,
}

/// <summary>What became of an event, and why.</summary>
/// <param name="UserId">The external id that it is about; null when it is about none.</param>
/// <param name="Reason">
/// Why it was ignored: <c>type</c>, <c>instance</c>, <c>test</c>, or <c>issuer</c>, when the id is another provider's or issuer's user.
/// </param>
internal readonly record struct EventResult(EventOutcome Outcome, string? UserId = null, string? Reason = null);
