using Orleans.Concurrency;

namespace OrleansUsers.Grains;

/// <summary>Stores one log. Messages that arrive during a write are written together by the next one.</summary>
[GrainType("message-log"), Reentrant]
internal sealed class MessageLogGrain(
    [PersistentState("message-log")] IPersistentState<MessageLogState> stored,
    EmptyActivations empty,
    IMembershipLease lease,
    TimeProvider clock)
    : Grain, IMessageLogGrain
{
    private readonly Queue<PendingMessage> _pending = new();
    private MessageLogState _durable = new();
    private DateTimeOffset _latest;
    private EmptyActivation? _emptyActivation;
    private Task _write = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _durable = stored.State;
        _latest = _durable.LastPage.Messages.LastOrDefault()?.CreatedAt ?? DateTimeOffset.MinValue;
        if (!stored.RecordExists)
            _emptyActivation = new EmptyActivation(this, empty, () => !stored.RecordExists && _write.IsCompleted);
        return Task.CompletedTask;
    }

    public async Task<Message> Post(NewMessage message)
    {
        var posted = WithIdAndTime(message);
        await Add(posted);
        return posted;
    }

    public Task Add(Message message)
    {
        var pending = new PendingMessage(message);
        _pending.Enqueue(pending);
        if (_write.IsCompleted)
            _write = WriteAll();
        return pending.Durable.Task;
    }

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
            var messages = (page == log.FullPages ? log.LastPage : await GetPage(page).Get()).Messages;
            var end = Math.Min(index, messages.Length);
            index = Math.Max(0, end - (range.Limit - found.Count));
            found.InsertRange(0, messages.AsSpan()[index..end]);
            if (page == 0 || found.Count == range.Limit)
                break;
            (page, index) = (page - 1, int.MaxValue);
        }
        lease.Check();
        return new MessageSlice { Messages = [.. found], Before = (page, index) == (0, 0) ? null : new MessagePosition(page, index) };
    }

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
        };
    }

    private async Task WriteAll()
    {
        while (_pending.Count > 0)
        {
            try
            {
                var log = await LogWithRoom();
                stored.State = log with { LastPage = log.LastPage.Fill(_pending.Select(pending => pending.Message)) };
                await stored.WriteStateAsync();
                _durable = stored.State;
                for (var written = _durable.LastPage.Messages.Length - log.LastPage.Messages.Length; written > 0; written--)
                    _pending.Dequeue().Durable.SetResult();
            }
            catch (Exception fault)
            {
                stored.State = _durable;
                // What was not sent has changed nothing. After any other fault it is unknown whether the row holds the messages. A new
                // activation reads the row.
                if (!fault.IsStoreOverload())
                    DeactivateOnIdle();
                while (_pending.TryDequeue(out var pending))
                    pending.Durable.SetException(fault);
            }
        }
    }

    /// <summary>
    /// The durable log, with a new last page when the present one is full. The full page is stored first, so that readers find it.
    /// </summary>
    private async Task<MessageLogState> LogWithRoom()
    {
        if (_durable.LastPage.HasRoom())
            return _durable;
        await GetPage(_durable.FullPages).Put(_durable.LastPage);
        return new MessageLogState { FullPages = _durable.FullPages + 1 };
    }

    // A page number contains no dot, so that two logs never share the key of a page.
    private IMessagePageGrain GetPage(int number) => GrainFactory.GetGrain<IMessagePageGrain>($"{this.GetPrimaryKeyString()}.{number}");

    private sealed record PendingMessage(Message Message)
    {
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
