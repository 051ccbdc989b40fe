using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>A bad telephone line, until it is disposed.</summary>
internal sealed class SlowNetwork : IAsyncDisposable
{
    private readonly ICDPSession _session;

    private SlowNetwork(ICDPSession session) => _session = session;

    public static async Task<SlowNetwork> BeginAsync(IPage page)
    {
        var network = new SlowNetwork(await page.Context.NewCDPSessionAsync(page));
        await network.SetAsync(latencyMs: 400, bytesPerSecond: 50_000);
        return network;
    }

    public async ValueTask DisposeAsync() => await SetAsync(latencyMs: 0, bytesPerSecond: -1);

    private async Task SetAsync(int latencyMs, int bytesPerSecond) => await _session.SendAsync("Network.emulateNetworkConditions", new()
    {
        ["offline"] = false,
        ["latency"] = latencyMs,
        ["downloadThroughput"] = bytesPerSecond,
        ["uploadThroughput"] = bytesPerSecond,
    });
}
