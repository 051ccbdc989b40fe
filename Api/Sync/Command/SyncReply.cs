namespace OrleansUsers.Api;

/// <summary>What came of one call of the API: the state of a run, or why there is none.</summary>
/// <param name="Refusal">Sentences for a person.</param>
/// <param name="IsTemporary">Whether the same call may succeed later.</param>
internal sealed record SyncReply(SyncAnswer? State, string Refusal = "", bool IsTemporary = false)
{
    /// <summary>Whether the API may be at another address.</summary>
    public bool MayHaveOtherAddress { get; init; }

    public static SyncReply Temporary(string refusal) => new(null, refusal, IsTemporary: true);

    public static SyncReply Final(string refusal) => new(null, refusal);
}
