using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>What <c>GET /admin/checks</c> answers.</summary>
/// <param name="Items">The lines of the command <c>check</c>.</param>
/// <param name="Issuers">The keys by which this process validates tokens now.</param>
/// <param name="LastWebhookAt">When this process last received a webhook that is verified; null while there was none.</param>
/// <param name="Version">The version of the program.</param>
internal sealed record CheckReport(
    IReadOnlyList<CheckItem> Items, IReadOnlyList<IssuerKeyState> Issuers, DateTimeOffset? LastWebhookAt, string Version);

/// <summary>One line of the command <c>check</c>.</summary>
/// <param name="Level"><c>ok</c>, <c>note</c> or <c>fault</c>.</param>
internal sealed record CheckItem(string Level, string Text);

/// <summary>The keys of an issuer that this process has.</summary>
/// <param name="Keys">How many it has; 0 before the first token of the issuer.</param>
/// <param name="FetchedAt">When they were fetched; null when there are none, and for the built-in issuer of Development.</param>
internal sealed record IssuerKeyState(string Issuer, int Keys, DateTimeOffset? FetchedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CheckReport))]
internal sealed partial class CheckJson : JsonSerializerContext;
