using System.Net.ServerSentEvents;

namespace OrleansUsers.Api;

/// <summary>Reads the events of Auth0's Events API until there is no new one.</summary>
internal sealed partial class Auth0Events(Auth0Api api, SyncJob job, EventTally tally, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly long _startedAt = clock.GetTimestamp();
    private EventPosition _position = new();
    private bool _hasProgress;

    private enum StreamEnd
    {
        /// <summary>No message came for a while.</summary>
        Quiet,

        /// <summary>Auth0 has closed the connection, as it does every few minutes.</summary>
        Closed,

        /// <summary>The connection is broken, or Auth0 has told an error.</summary>
        Broken,
    }

    /// <summary>Applies the events after a position.</summary>
    /// <returns>The position after them; null when the tenant has no Events API.</returns>
    public async Task<EventPosition?> Read(EventPosition from, CancellationToken cancellationToken)
    {
        _position = from;
        for (var progressAt = _startedAt; ;)
        {
            _hasProgress = false;
            var end = StreamEnd.Broken;
            try
            {
                using var answer = await api.OpenEvents(_position.Query, job, cancellationToken);
                end = await ReadStream(answer, cancellationToken);
            }
            catch (ProviderException absent) when (absent is KeyRefusedException { Status: 403 }
                or RequestRefusedException { Status: 402 or 404 })
            {
                return null;
            }
            catch (RequestRefusedException expired) when (expired.Status is 400 or 410 && _position.Offset is not null)
            {
                ForgetOffset();
            }
            catch (RequestRefusedException expired) when (expired.Status == 410)
            {
                GoOnFromNow();
            }
            if (end == StreamEnd.Quiet || (end == StreamEnd.Closed && !_hasProgress))
                return _position;
            if (_hasProgress)
            {
                progressAt = clock.GetTimestamp();
                if (clock.GetElapsedTime(_startedAt) >= MaxTime)
                    return _position;
                continue;
            }
            const string Trouble = "The stream of events ended before its first message.";
            if (clock.GetElapsedTime(progressAt) >= job.Patience)
                throw new ProviderUnavailableException(Trouble);
            job.Failed(Trouble);
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private async Task<StreamEnd> ReadStream(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType is not "text/event-stream")
            throw new SyncFailedException("Auth0 answered a request for events with something else.");
        using var quiet = new CancellationTokenSource(QuietTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellationToken);
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(either.Token);
            var messages = SseParser.Create(stream, (type, data) => EventMessage.Read(type, data, job.Provider.Kind));
            await foreach (var message in messages.EnumerateAsync(either.Token))
            {
                quiet.CancelAfter(Timeout.InfiniteTimeSpan);
                if (message.Data.Error is { } error)
                {
                    Fail(error);
                    return StreamEnd.Broken;
                }
                await Take(message.Data, message.EventId, cancellationToken);
                if (clock.GetElapsedTime(_startedAt) >= MaxTime)
                    return StreamEnd.Quiet;
                // It was quiet for just as long as this message took to come.
                if (quiet.IsCancellationRequested)
                    return StreamEnd.Broken;
                quiet.CancelAfter(QuietTime);
            }
            return StreamEnd.Closed;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return StreamEnd.Quiet;
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            return StreamEnd.Broken;
        }
    }

    private async Task Take(EventMessage message, string? id, CancellationToken cancellationToken)
    {
        var offset = message.Offset ?? (string.IsNullOrEmpty(id) ? null : id);
        if (message.HasEvent)
            await tally.Apply(message.Event, $"the event at {offset}", cancellationToken);
        var time = message.Event?.SentAt is { } sentAt && sentAt > _position.Timestamp && sentAt <= clock.GetUtcNow()
            ? sentAt
            : _position.Timestamp;
        _hasProgress |= offset is not null && offset != _position.Offset;
        _position = new EventPosition { Offset = offset ?? _position.Offset, Timestamp = time };
    }

    private void Fail(string code)
    {
        if (code is not ("cursor_expired" or "invalid_cursor"))
            return;
        if (_position.Offset is not null)
            ForgetOffset();
        else
            GoOnFromNow();
    }

    private void ForgetOffset()
    {
        _position = _position with { Offset = null };
        _hasProgress = true;
    }

    private void GoOnFromNow()
    {
        EventsAreLost(logger, job.Provider.Name, _position.Timestamp);
        _position = new EventPosition { Timestamp = clock.GetUtcNow() };
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Provider} does not have the events since {Since} any more, so changes may be missing here. POST /admin/sync reads all users.")]
    private static partial void EventsAreLost(ILogger logger, string provider, DateTimeOffset since);
}
