namespace OrleansUsers.Grains;

/// <summary>
/// The stored end of a log: its last page, and the number of full pages before it. Each full page has a grain of its own.
/// </summary>
[GenerateSerializer, Immutable, Alias("MessageLogState")]
internal sealed record MessageLogState
{
    [Id(0)] public int FullPages { get; init; }

    [Id(1)] public MessagePage LastPage { get; init; } = new();

    /// <summary>Erasures whose messages may be on their way to this log, one for each author.</summary>
    [Id(2)] public ValueList<MessageErasure>? Erasures { get; init; }

    /// <summary>The log with these erasures kept, and their messages on the last page blanked.</summary>
    public MessageLogState Erase(IReadOnlyCollection<MessageErasure> erasures) => erasures.Count == 0 ? this : this with
    {
        Erasures = ValueList<MessageErasure>.Of(
            (Erasures?.Items ?? []).Concat(erasures).GroupBy(erasure => erasure.UserId, (_, same) => Join(same))),
        LastPage = erasures.Aggregate(LastPage, (page, erasure) => page.Erase(erasure)),
    };

    /// <summary>
    /// The log with the first of these messages added, as many as the last page has room for. Those of erased authors are added without
    /// their bodies.
    /// </summary>
    public MessageLogState Fill(IEnumerable<Message> messages) => this with { LastPage = LastPage.Fill(messages.Select(AsRead)) };

    /// <summary>The log without the erasures of which no message can arrive any more.</summary>
    public MessageLogState WithoutOldErasures(DateTimeOffset now)
    {
        return Erasures is { Items: var items } && items.Any(IsOld)
            ? this with { Erasures = ValueList<MessageErasure>.Of(items.Where(erasure => !IsOld(erasure))) }
            : this;

        bool IsOld(MessageErasure erasure) => erasure.KeptUntil < now;
    }

    /// <summary>The message as readers see it: its page may not be blanked yet.</summary>
    public Message AsRead(Message message) =>
        Erasures is not null && Erasures.Items.Any(erasure => erasure.Concerns(message)) ? message.Blank() : message;

    private static MessageErasure Join(IEnumerable<MessageErasure> ofOneAuthor) => ofOneAuthor.Aggregate((a, b) => a with
    {
        Version = Math.Max(a.Version, b.Version),
        KeptUntil = a.KeptUntil is null || b.KeptUntil is null ? null : a.KeptUntil > b.KeptUntil ? a.KeptUntil : b.KeptUntil,
    });
}
