using System.Buffers;
using System.IO.Pipelines;

namespace OrleansUsers.Api;

/// <summary>A request's body as the bytes that came in, which is what a sender signs.</summary>
internal static class RawBody
{
    /// <summary>Reads the body to its end and hands it to <paramref name="use"/>, without a copy where it lies in one piece. Nothing may keep it.</summary>
    public static async ValueTask<T> Read<T>(PipeReader body, Func<ReadOnlyMemory<byte>, T> use, CancellationToken cancellationToken)
    {
        ReadResult read;
        while (!(read = await body.ReadAsync(cancellationToken)).IsCompleted)
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);

        try
        {
            return use(read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray());
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }
    }
}
