using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Limits what one connection may send and how long it may take, the number of connections, and the concurrent requests.</summary>
internal static class HttpLimits
{
    private const int MaxConnections = 50_000;

    // Reserved for the program's own files, the store and the other silos. The process dies when it cannot open one more file.
    private const int OtherFiles = 768;
    private const int FewestConnections = 64;

    // Room for a hundred ids of more than a hundred characters each in the address.
    private const int MaxRequestLineBytes = 16 * 1024;
    private const int MaxHeaderBytes = 32 * 1024;
    private const int MaxHeaders = 100;
    private const int ReadAheadBytes = 64 * 1024;
    private const int MaxBodyBytes = 1024 * 1024;
    private const int MaxStreamsOfConnection = 100;

    // The most connections that wait to be accepted. Those beyond have to wait a second or more; the system may allow fewer.
    private const int MaxUnaccepted = 4096;

    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    public static void AddHttpLimits(this WebApplicationBuilder builder, SettingsReader reader)
    {
        var settings = reader.Read<LimitSettings>("Limits");
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<ConcurrentRequests>();
        builder.Services.AddSingleton<LargeBodies>();
        builder.Services.AddRateLimiter();
        var files = OpenFiles.Limit();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel.Limits, settings, files));
        // A connection over the limit is accepted before it is closed, so each one needs a file for a moment.
        var backlog = Math.Min(files / 4 ?? MaxUnaccepted, MaxUnaccepted);
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = backlog);
    }

    private static void Limit(KestrelServerLimits limits, LimitSettings settings, int? openFiles)
    {
        limits.MaxConcurrentConnections = openFiles is { } files
            ? Math.Clamp(files - OtherFiles, FewestConnections, MaxConnections)
            : MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(settings.KeepAliveSeconds);
        limits.RequestHeadersTimeout = HeadersWithin;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestBufferSize = ReadAheadBytes;
        limits.MaxRequestBodySize = MaxBodyBytes;
        // A slow body ends by the timeout of the request, which gives it an answer.
        limits.MinRequestBodyDataRate = null;
        limits.Http2.MaxStreamsPerConnection = MaxStreamsOfConnection;
    }
}
