using Microsoft.AspNetCore.WebUtilities;

namespace OrleansUsers.Harness;

/// <summary>A request that has arrived at the fake Clerk.</summary>
public sealed class FakeRequest
{
    /// <summary>Its place in the log: 1 is the first since the log was emptied.</summary>
    public required int Number { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path and the query, as they were sent.</summary>
    public required string Target { get; init; }

    /// <summary>When it arrived: a timestamp of <see cref="TimeProvider.System"/>.</summary>
    public required long ArrivedAt { get; init; }

    /// <summary>The header <c>Authorization</c>.</summary>
    public required string Authorization { get; init; }

    /// <summary>The header <c>Clerk-API-Version</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The status of the answer; null as long as there is none.</summary>
    public int? Status { get; internal set; }

    /// <summary>The path without the query.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>The query with its question mark, or an empty text.</summary>
    public string Query => Target[Path.Length..];

    /// <summary>A parameter of the query; null if it is missing.</summary>
    public string? Parameter(string name) => QueryHelpers.ParseQuery(Query).TryGetValue(name, out var values) ? values.ToString() : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Number}: {Method} {Target} {Status?.ToString(provider: null) ?? "(no answer)"}";
}
