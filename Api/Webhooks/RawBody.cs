using System.Buffers;
using System.IO.Pipelines;

namespace OrleansUsers.Api;

/// <summary>A request's body as the bytes that came in, which is what a sender signs.</summary>
internal static class RawBody
{
    /// <summary>Reads the body to its end and hands it to <paramref name="use"/>, without a copy where it lies in one piece. Nothing may keep it.</summary>
    /// <exception cref="BadHttpRequestException">It is longer than <paramref name="maxBytes"/>, or large, and there is no place for one more.</exception>
    public static async ValueTask<T> Read<T>(
        PipeReader body, int maxBytes, LargeBodies large, Func<ReadOnlyMemory<byte>, T> use, CancellationToken cancellationToken)
    {
        var read = await ReadToEnd(body, LargeBodies.LargeBytes, cancellationToken);
        if (IsOver(read, maxBytes))
            return Use(body, read, maxBytes, use, cancellationToken);

        body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        using var place = large.Enter();
        return Use(body, await ReadToEnd(body, maxBytes, cancellationToken), maxBytes, use, cancellationToken);
    }

    /// <summary>Hands what was read to <paramref name="use"/>, and is done with it.</summary>
    /// <exception cref="BadHttpRequestException">It is longer than <paramref name="maxBytes"/>.</exception>
    public static T Use<T>(PipeReader body, ReadResult read, int maxBytes, Func<ReadOnlyMemory<byte>, T> use, CancellationToken cancellationToken)
    {
        try
        {
            if (read.IsCanceled)
                throw new OperationCanceledException(cancellationToken);
            if (read.Buffer.Length > maxBytes)
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            return use(read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray());
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> ReadToEnd(PipeReader body, int maxBytes, CancellationToken cancellationToken)
    {
        // A token given to ReadAsync would leave the reader in a state in which Kestrel cannot drain the rest.
        using var cancel = cancellationToken.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), body);
        while (true)
        {
            var read = await body.ReadAsync(CancellationToken.None);
            if (IsOver(read, maxBytes))
                return read;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsOver(ReadResult read, int maxBytes) => read.IsCompleted || read.IsCanceled || read.Buffer.Length > maxBytes;
}
