namespace OrleansUsers.Api;

/// <summary>Shows the progress of a run: as a bar on one line of a terminal, elsewhere as a line now and then.</summary>
/// <param name="columns">The width of the terminal; null when the output is none.</param>
internal sealed class SyncDisplay(TextWriter output, Func<int>? columns, TimeProvider clock)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly SyncRate _rate = new(clock);
    private long? _lastLineAt;
    private string? _lastReason;
    private int _drawn;

    public void Show(SyncAnswer state)
    {
        var rate = _rate.Add(state.Seen ?? 0);
        if (!state.HasEnded && state.ErrorLine is { } reason)
            Wait(reason);
        var text = SyncBar.Text(state, rate);
        if (columns is not null)
            Draw(text, columns());
        else if (!state.HasEnded && (_lastLineAt is not { } last || clock.GetElapsedTime(last) >= BetweenLines))
        {
            _lastLineAt = clock.GetTimestamp();
            output.WriteLine(text);
        }
    }

    /// <summary>Says on a line of its own why it takes longer, unless that was the last one said.</summary>
    public void Wait(string reason)
    {
        if (reason == _lastReason)
            return;
        _lastReason = reason;
        Erase();
        output.WriteLine($"waiting: {reason}");
    }

    /// <summary>Leaves the bar as it is. What is written next begins a line.</summary>
    public void End()
    {
        if (_drawn > 0)
            output.WriteLine();
        _drawn = 0;
    }

    // A line that is longer than the terminal could not be drawn over.
    private void Draw(string text, int width)
    {
        if (width > 1 && text.Length >= width)
            text = text[..(width - 1)];
        output.Write($"\r{text.PadRight(_drawn)}");
        _drawn = text.Length;
    }

    private void Erase()
    {
        if (_drawn > 0)
            output.Write($"\r{new string(' ', _drawn)}\r");
        _drawn = 0;
    }
}
