namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Many connections that are opened and then left as they are.</summary>
internal sealed class ConnectionSwarm : List<RawConnection>, IDisposable
{
    public static async Task<ConnectionSwarm> OfAsync(int count, Func<Task<RawConnection>> open) =>
        [.. await Task.WhenAll(Enumerable.Range(0, count).Select(_ => open()))];

    public void Dispose() => ForEach(connection => connection.Dispose());
}
