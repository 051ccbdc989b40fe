using Orleans.Concurrency;

namespace OrleansUsers.Grains;

/// <summary>Keeps one log. Messages that arrive while a write is under way leave together in the next one.</summary>
[GrainType("message-log"), Reentrant]
internal sealed class MessageLogGrain(
    [PersistentState("message-log")] IPersistentState<MessageLogState> stored, EmptyActivations empty, TimeProvider clock)
    : Grain, IMessageLogGrain
{
    private readonly Queue<Arrival> _arrivals = new();
    private MessageLogState _durable = new();
    private DateTimeOffset _latest;
    private EmptyActivation? _stay;
    private Task _write = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _durable = stored.State;
        _latest = _durable.LastPage.Messages.LastOrDefault()?.CreatedAt ?? DateTimeOffset.MinValue;
        if (!stored.RecordExists)
            _stay = new EmptyActivation(this, empty, () => !stored.RecordExists && _write.IsCompleted);
        return Task.CompletedTask;
    }

    public async Task<Message> Post(NewMessage message)
    {
        var posted = Stamped(message);
        await Add(posted);
        return posted;
    }

    public Task Add(Message message)
    {
        var arrival = new Arrival(message);
        _arrivals.Enqueue(arrival);
        if (_write.IsCompleted)
            _write = WriteAll();
        return arrival.Durable.Task;
    }

    public async Task<MessageSlice> Read(MessageRange range)
    {
        _stay?.Note();
        // One end of the log for the whole read, whatever is appended meanwhile.
        var log = _durable;
        var (page, index) = range.Before is { } before && before.Page <= log.FullPages
            ? before
            : new MessagePosition(log.FullPages, int.MaxValue);
        var found = new List<Message>();
        while (true)
        {
            var messages = (page == log.FullPages ? log.LastPage : await Page(page).Get()).Messages;
            var end = Math.Min(index, messages.Length);
            index = Math.Max(0, end - (range.Limit - found.Count));
            found.InsertRange(0, messages.AsSpan()[index..end]);
            if (page == 0 || found.Count == range.Limit)
                break;
            (page, index) = (page - 1, int.MaxValue);
        }
        return new MessageSlice { Messages = [.. found], Before = (page, index) == (0, 0) ? null : new MessagePosition(page, index) };
    }

    private Message Stamped(NewMessage message)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        // A clock may be set back.
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
        while (_arrivals.Count > 0)
        {
            try
            {
                var log = await WithRoom();
                stored.State = log with { LastPage = log.LastPage.Fill(_arrivals.Select(arrival => arrival.Message)) };
                await stored.WriteStateAsync();
                _durable = stored.State;
                for (var written = _durable.LastPage.Messages.Length - log.LastPage.Messages.Length; written > 0; written--)
                    _arrivals.Dequeue().Durable.SetResult();
            }
            catch (Exception fault)
            {
                // The row may hold the messages or not. Only a fresh activation, which reads it, can tell.
                stored.State = _durable;
                DeactivateOnIdle();
                while (_arrivals.TryDequeue(out var arrival))
                    arrival.Durable.SetException(fault);
            }
        }
    }

    /// <summary>
    /// The durable log, with a new page behind it when its last one is full. The full one is kept first, so that readers find it.
    /// </summary>
    private async Task<MessageLogState> WithRoom()
    {
        if (_durable.LastPage.HasRoom())
            return _durable;
        await Page(_durable.FullPages).Put(_durable.LastPage);
        return new MessageLogState { FullPages = _durable.FullPages + 1 };
    }

    // A number has no dot, so that no two logs share the key of a page.
    private IMessagePageGrain Page(int number) => GrainFactory.GetGrain<IMessagePageGrain>($"{this.GetPrimaryKeyString()}.{number}");

    private sealed record Arrival(Message Message)
    {
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
