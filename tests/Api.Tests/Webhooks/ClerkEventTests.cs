using System.Text.Json.Nodes;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

public class ClerkEventTests
{
    private const int Samples = 100_000;

    private static readonly byte[][] Events =
    [
        .. JsonNode.Parse(File.ReadAllText(Repository.Vector("clerk-events.json")))!.AsObject()
            .Select(vector => System.Text.Encoding.UTF8.GetBytes(vector.Value!.ToJsonString())),
    ];

    private static readonly byte[][] Nasty =
    [
        [.. "null"u8], [.. "\""u8], [.. "{"u8], [.. "]"u8], [.. "1e999"u8], [.. "-1"u8], [.. "99999999999999999999"u8], [.. "\\ud800"u8], [.. "\\u0000"u8], [0xFF, 0xFE], [],
    ];

    // Cuts a piece out of an event and puts something nasty, or a piece of the event itself, in its place.
    private static readonly Gen<byte[]> Broken =
        from whole in Gen.OneOf(Events)
        from at in Gen.Int[0, whole.Length - 1]
        from length in Gen.Int[0, 12]
        from piece in Gen.OneOf(Gen.OneOf(Nasty), Gen.Int[0, whole.Length - 8].Select(start => whole[start..(start + 8)]), Gen.Byte.Array[1, 3])
        select (byte[])[.. whole.AsSpan(0, at), .. piece, .. whole.AsSpan(Math.Min(at + length, whole.Length))];

    [Fact]
    public void Whatever_is_signed_is_an_event_or_none_and_never_a_fault() =>
        Broken.Sample(
            bytes =>
            {
                foreach (var kind in Enum.GetValues<ProviderKind>())
                {
                    var read = DirectoryEvent.Read(bytes, kind);
                    read?.Data.Snapshot(new Provider { Name = "p", Kind = kind, Issuer = "https://p.test" }, read.SentAt);
                }
            },
            iter: Samples,
            print: System.Text.Encoding.UTF8.GetString);
}
