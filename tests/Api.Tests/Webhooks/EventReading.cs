using System.Text;

namespace OrleansUsers.Api.Tests;

/// <summary>Reads events as the program does, without the program.</summary>
internal static class EventReading
{
    public static Provider Provider(ProviderKind kind) => new() { Name = "p", Kind = kind, Issuer = "https://p.test" };

    public static ProviderEvent? Read(ProviderKind kind, string json) => ProviderEvent.Read(Encoding.UTF8.GetBytes(json), kind);

    /// <summary>What an event with these fields says of the user.</summary>
    /// <param name="fields">The fields of <c>data</c> beside the id, as JSON without its braces.</param>
    public static UserSnapshot Said(ProviderKind kind, string fields, string envelope = "\"timestamp\":1760000000123")
    {
        var separator = fields.Length > 0 ? "," : "";
        var read = Read(kind, $$$"""{"type":"user.updated",{{{envelope}}},"data":{"id":"user_1"{{{separator}}}{{{fields}}}}}""");
        Assert.NotNull(read);
        return read.Data.Snapshot(Provider(kind), read.SentAt);
    }
}
