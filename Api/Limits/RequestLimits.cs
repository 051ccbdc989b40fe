using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>How many requests the process takes at once, and from one caller in a second.</summary>
internal static class RequestLimits
{
    private const int Ipv6NetworkBytes = 8;

    /// <summary>Sends requests away that are one too many. It stands before anything that takes time.</summary>
    public static void UseConcurrencyLimit(this WebApplication app)
    {
        app.UseRateLimiter(Over(
            app.Services.GetRequiredService<ConcurrentRequests>(), "Too many concurrent requests. Try again later."));
    }

    /// <summary>Sends callers away who ask too often, if that is limited. It stands where it is known who calls.</summary>
    public static void UseCallerLimit(this WebApplication app)
    {
        if (app.Services.GetRequiredService<LimitSettings>().RequestsPerSecond is not { } perSecond)
            return;

        var limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(CallerOf(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perSecond,
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
        app.UseRateLimiter(Over(limiter, "You ask more often than is allowed. Slow down."));
    }

    private static RateLimiterOptions Over(PartitionedRateLimiter<HttpContext> limiter, string why) => new()
    {
        GlobalLimiter = limiter,
        RejectionStatusCode = StatusCodes.Status429TooManyRequests,
        OnRejected = async (rejected, _) => await Problem.TooMany(rejected.HttpContext, why).ExecuteAsync(rejected.HttpContext),
    };

    private static string CallerOf(HttpContext context) =>
        context.Features.Get<Caller>()?.TokenIdentifier ?? Network(context.Connection.RemoteIpAddress);

    // Who has one IPv6 address has as many as anybody could want, all in one network of 64 bits.
    private static string Network(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes)),
        _ => address.ToString(),
    };
}
