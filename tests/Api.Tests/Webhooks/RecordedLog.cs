using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OrleansUsers.Api.Tests;

/// <summary>What a program in the test's own process logs.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    /// <summary>The next line that holds a text, in any letter case.</summary>
    public async Task<string> LineWithAsync(string text)
    {
        while (true)
        {
            if (await _lines.Reader.ReadAsync() is var line && line.Contains(text, StringComparison.OrdinalIgnoreCase))
                return line;
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite(formatter(state, exception));

    public void Dispose() => _lines.Writer.TryComplete();
}
