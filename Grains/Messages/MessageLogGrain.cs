using Orleans.Concurrency;

namespace OrleansUsers.Grains;

/// <summary>Stores one log. Messages that arrive during a write are written together by the next one.</summary>
[GrainType("message-log"), Reentrant]
internal sealed partial class MessageLogGrain(
    [PersistentState("message-log")] IPersistentState<MessageLogState> stored,
    EmptyActivations empty,
    IMembershipLease lease,
    TimeProvider clock)
    : Grain, IMessageLogGrain
{
    private MessageLogState _durable = new();
    private DateTimeOffset _latest;
    private EmptyActivation? _emptyActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _durable = stored.State;
        _latest = _durable.LastPage.Messages.LastOrDefault()?.CreatedAt ?? DateTimeOffset.MinValue;
        if (!stored.RecordExists)
            _emptyActivation = new EmptyActivation(this, empty, () => !stored.RecordExists && _write.IsCompleted);
        return Task.CompletedTask;
    }

    public Task<Message> Post(NewMessage message)
    {
        if (clock.GetUtcNow() - message.CheckedAt > MessageErasure.MaxDelay)
            throw new TimeoutException("The message was on its way for too long: its author may have been erased meanwhile.");
        return Append(WithIdAndTime(message));
    }

    public Task Add(Message message) => Append(message);

    public async Task<int> Erase(MessageErasure erasure)
    {
        await Keep(erasure);
        // The page after the full ones may be stored, too: a fault may have kept this log from going on to the next.
        return _durable.FullPages + 1;
    }

    public Task ErasePages(MessagePages pages, MessageErasure erasure) =>
        Task.WhenAll(Enumerable.Range(pages.First, pages.Count).Select(number => GetPage(number).Erase(erasure)));

    public async Task<MessageSlice> Read(MessageRange range)
    {
        _emptyActivation?.RecordMiss();
        // The whole read uses this state of the log, whatever is appended meanwhile.
        var log = _durable;
        var (page, index) = range.Before is { } before && before.Page <= log.FullPages
            ? before
            : new MessagePosition(log.FullPages, int.MaxValue);
        var found = new List<Message>();
        while (true)
        {
            var messages = (await ReadPage(log, page)).Messages;
            var end = Math.Min(index, messages.Length);
            index = Math.Max(0, end - (range.Limit - found.Count));
            found.InsertRange(0, messages.AsSpan()[index..end]);
            if (page == 0 || found.Count == range.Limit)
                break;
            (page, index) = (page - 1, int.MaxValue);
        }
        lease.Check();
        return new MessageSlice
        {
            Messages = [.. found.Select(log.AsRead)],
            Before = (page, index) == (0, 0) ? null : new MessagePosition(page, index),
        };
    }

    public async Task<MessagesOfPages> ReadPages(MessagePages pages)
    {
        _emptyActivation?.RecordMiss();
        var log = _durable;
        var count = Math.Max(0, Math.Min(pages.Count, log.FullPages + 1 - pages.First));
        var found = await Task.WhenAll(Enumerable.Range(pages.First, count).Select(number => ReadPage(log, number)));
        lease.Check();
        return new MessagesOfPages
        {
            Messages = [.. found.SelectMany(page => page.Messages)
                .Where(message => pages.UserId is null || message.UserId == pages.UserId).Select(log.AsRead)],
            HasMore = pages.First + count <= log.FullPages,
        };
    }

    private Task<MessagePage> ReadPage(MessageLogState log, int number) =>
        number == log.FullPages ? Task.FromResult(log.LastPage) : GetPage(number).Get();

    private Message WithIdAndTime(NewMessage message)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        // The clock may be set back.
        _latest = now > _latest ? now : _latest;
        return new Message
        {
            Id = Guid.CreateVersion7(_latest).ToString("N"),
            Channel = message.Channel,
            Body = message.Body,
            UserId = message.UserId,
            CreatedAt = _latest,
            Actor = message.Actor,
            AuthorVersion = message.AuthorVersion,
        };
    }

    // A page number contains no dot, so that two logs never share the key of a page.
    private IMessagePageGrain GetPage(int number) => GrainFactory.GetGrain<IMessagePageGrain>($"{this.GetPrimaryKeyString()}.{number}");
}
