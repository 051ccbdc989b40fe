using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;

namespace OrleansUsers.Api;

/// <summary>Users of an export.</summary>
/// <param name="Lines">How many lines were read up to the end of this page.</param>
internal sealed record ExportPage(IReadOnlyList<PulledUser> Users, long Lines);

/// <summary>The file of an export cannot be read to its end. It can be downloaded again.</summary>
internal sealed class DownloadCutException(string reason) : Exception(reason);

/// <summary>The file of an export while it is downloaded: a user in each line, as a rule compressed by gzip.</summary>
internal sealed class ExportFile(HttpResponseMessage response, TimeProvider clock) : IDisposable
{
    private const int MaxLine = 16 * 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 65_536);
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r"u8);

    private PipeReader? _lines;

    /// <summary>How many lines were read.</summary>
    public long Lines { get; private set; }

    /// <summary>Whether all of it was read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Reads the next lines; fewer at the end. Those that are no user are named by their number.</summary>
    /// <exception cref="DownloadCutException">It is cut off.</exception>
    public async Task<ExportPage> Read(int most, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var users = new List<PulledUser>();
        var end = Lines + most;
        _lines ??= await Guarded(Open, cancellationToken);
        while (Lines < end && !IsAtEnd)
        {
            var read = await Guarded(token => _lines.ReadAsync(token).AsTask(), cancellationToken);
            var rest = read.Buffer;
            while (Lines < end && TryTakeLine(ref rest, read.IsCompleted, out var line))
            {
                Lines++;
                if (line.AsSpan().ContainsAnyExcept(Blanks))
                    users.Add(Auth0User.Read(line, string.Create(CultureInfo.InvariantCulture, $"line {Lines}"), at));
            }
            IsAtEnd = read.IsCompleted && rest.IsEmpty;
            if (rest.Length > MaxLine && Lines < end)
                throw new SyncFailedException("The file of the export has a line that is too long for a user.");
            _lines.AdvanceTo(rest.Start, Lines < end ? rest.End : rest.Start);
        }
        return new ExportPage(users, Lines);
    }

    public void Dispose()
    {
        _lines?.Complete();
        response.Dispose();
    }

    private async Task<PipeReader> Open(CancellationToken cancellationToken)
    {
        var file = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken), Buffers);
        var start = (await file.ReadAtLeastAsync(2, cancellationToken)).Buffer;
        var isCompressed = new SequenceReader<byte>(start).IsNext([0x1f, 0x8b]);
        file.AdvanceTo(start.Start);
        return isCompressed ? PipeReader.Create(new GZipStream(file.AsStream(), CompressionMode.Decompress), Buffers) : file;
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out byte[] line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end).ToArray();
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }
        line = isLast ? rest.ToArray() : [];
        if (isLast)
            rest = rest.Slice(rest.End);
        return line.Length > 0;
    }

    private async Task<T> Guarded<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await read(either.Token);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or InvalidDataException
            || (cut is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DownloadCutException("The file of the export was cut off while it was read.");
        }
    }
}
