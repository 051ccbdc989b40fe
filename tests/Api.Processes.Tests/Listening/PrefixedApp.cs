using System.Net.Http.Json;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A program of its own with a <c>PathBase</c>, shared by the tests of that.</summary>
public sealed class PrefixedApp(Apps apps) : IAsyncLifetime
{
    /// <summary>The setting, with a slash at its end.</summary>
    public const string PathBase = "/users-api/v1/";

    /// <summary>The program and its providers.</summary>
    public Sandbox App { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() =>
        App = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("PathBase", PathBase));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Sends a request whose path stays as it is written here.</summary>
    public async Task<Answer> AskAsync(HttpMethod method, string path, string? token = null, object? json = null)
    {
        var address = App.Api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri(address + path, asWritten));
        if (token is null)
            request.Headers.TryAddWithoutValidation("X-Api-Key", Sandbox.AdminKey);
        else
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (json is not null)
            request.Content = JsonContent.Create(json);
        return await App.Api.SendAsync(request);
    }
}
