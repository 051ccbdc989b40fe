using System.Buffers;
using System.IO.Pipelines;

namespace OrleansUsers.Api;

/// <summary>Reads a request's body as the bytes that were received, which are what a sender signs.</summary>
internal static class RawBody
{
    /// <summary>
    /// Reads the whole body and passes it to <paramref name="use"/>. A body in one segment is not copied, so <paramref name="use"/> must
    /// not keep it.
    /// </summary>
    /// <exception cref="BadHttpRequestException">
    /// The body is longer than <paramref name="maxBytes"/> (413), arrives too slowly (503), or is large while too many large ones are read
    /// (503).
    /// </exception>
    public static async ValueTask<T> Read<T>(
        HttpContext context, int maxBytes, TimeSpan timeout, LargeBodies large, Func<ReadOnlyMemory<byte>, T> use)
    {
        var body = context.Request.BodyReader;
        // Nearly every body arrives together with the headers. Then nothing waits, and no deadline is needed.
        if (body.TryRead(out var read))
        {
            if (IsAllOf(read, context.Request.ContentLength, LargeBodies.LargeBytes))
                return Use(body, read, maxBytes, use);
            // Nothing is marked as examined: otherwise the next read would wait for more, although enough may be here for a permit.
            body.AdvanceTo(read.Buffer.Start);
        }
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(timeout);
        // A token given to ReadAsync would leave the reader in a state in which Kestrel cannot drain the rest.
        using var cancel = deadline.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), body);
        read = await ReadToEnd(body, LargeBodies.LargeBytes);
        if (IsDone(read, maxBytes))
            return Use(body, read, maxBytes, use);

        body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        using var permit = large.Acquire();
        return Use(body, await ReadToEnd(body, maxBytes), maxBytes, use);
    }

    private static T Use<T>(PipeReader body, ReadResult read, int maxBytes, Func<ReadOnlyMemory<byte>, T> use)
    {
        try
        {
            if (read.IsCanceled)
                throw new BadHttpRequestException("The body arrived too slowly.", StatusCodes.Status503ServiceUnavailable);
            if (read.Buffer.Length > maxBytes)
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            return use(read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray());
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadToEnd(PipeReader body, int maxBytes)
    {
        while (true)
        {
            var read = await body.ReadAsync(CancellationToken.None);
            if (IsDone(read, maxBytes))
                return read;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsAllOf(ReadResult read, long? length, int maxBytes) =>
        read.IsCompleted || (read.Buffer.Length >= length && read.Buffer.Length <= maxBytes);

    private static bool IsDone(ReadResult read, int maxBytes) => read.IsCompleted || read.IsCanceled || read.Buffer.Length > maxBytes;
}
