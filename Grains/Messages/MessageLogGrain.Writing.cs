namespace OrleansUsers.Grains;

/// <content>Writes the log. What arrives during a write is written together by the next one.</content>
internal sealed partial class MessageLogGrain
{
    private readonly Queue<Pending<Message>> _messages = new();
    private readonly Queue<Pending<MessageErasure>> _erasures = new();
    private Task _write = Task.CompletedTask;

    /// <summary>Appends the message and answers it as it is stored: without its body when its author was erased.</summary>
    private Task<Message> Append(Message message) => Enqueue(_messages, message);

    private Task<MessageErasure> Keep(MessageErasure erasure) => Enqueue(_erasures, erasure);

    private Task<T> Enqueue<T>(Queue<Pending<T>> queue, T item)
    {
        var pending = new Pending<T>(item);
        queue.Enqueue(pending);
        if (_write.IsCompleted)
            _write = WriteAll();
        return pending.Durable.Task;
    }

    private async Task WriteAll()
    {
        while (_messages.Count + _erasures.Count > 0)
        {
            try
            {
                var before = _messages.Count > 0 ? await LogWithRoom() : _durable;
                var erasures = _erasures.Select(pending => pending.Item).ToArray();
                stored.State = before.Erase(erasures)
                    .Fill(_messages.Select(pending => pending.Item))
                    .WithoutOldErasures(clock.GetUtcNow());
                await stored.WriteStateAsync();
                _durable = stored.State;
                foreach (var erasure in erasures)
                    _erasures.Dequeue().Durable.SetResult(erasure);
                foreach (var message in _durable.LastPage.Messages.Skip(before.LastPage.Messages.Length))
                    _messages.Dequeue().Durable.SetResult(message);
            }
            catch (Exception fault)
            {
                stored.State = _durable;
                // What was not sent has changed nothing. After any other fault it is unknown whether the row holds the messages. A new
                // activation reads the row.
                if (!fault.IsStoreOverload())
                    DeactivateOnIdle();
                Fail(_messages, fault);
                Fail(_erasures, fault);
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
        return _durable with { FullPages = _durable.FullPages + 1, LastPage = new MessagePage() };
    }

    private static void Fail<T>(Queue<Pending<T>> queue, Exception fault)
    {
        while (queue.TryDequeue(out var pending))
            pending.Durable.SetException(fault);
    }

    private sealed class Pending<T>(T item)
    {
        public T Item => item;

        public TaskCompletionSource<T> Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
