using System.Buffers.Binary;

namespace OrleansUsers.Silo;

/// <summary>SQLite's checksum of a log: over all of it, up to a frame.</summary>
internal sealed class SqliteLogChecksum(bool isBigEndian)
{
    private uint _a;
    private uint _b;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (; !bytes.IsEmpty; bytes = bytes[8..])
        {
            _a = unchecked(_a + Word(bytes) + _b);
            _b = unchecked(_b + Word(bytes[4..]) + _a);
        }
    }

    public bool Is(ReadOnlySpan<byte> sum) =>
        BinaryPrimitives.ReadUInt32BigEndian(sum) == _a && BinaryPrimitives.ReadUInt32BigEndian(sum[4..]) == _b;

    private uint Word(ReadOnlySpan<byte> bytes) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
