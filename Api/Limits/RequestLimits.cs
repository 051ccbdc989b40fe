using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>Limits the concurrent requests of the process, and the requests of one caller per second.</summary>
internal static class RequestLimits
{
    public const string TooManyConcurrent = "Too many concurrent requests. Try again later.";
    public const string TooManyPerSecond = "Too many requests per second from this caller. Try again later.";

    private const int Ipv6NetworkBytes = 8;

    /// <summary>Answers 429 to a request that is one too many. Must come before anything that takes time.</summary>
    public static void UseConcurrencyLimit(this WebApplication app)
    {
        app.UseRateLimiter(OptionsOf(app.Services.GetRequiredService<ConcurrentRequests>(), TooManyConcurrent));
    }

    /// <summary>Answers 429 to a caller who sends too many requests, if that is limited. Must come after authentication.</summary>
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
        app.UseRateLimiter(OptionsOf(limiter, TooManyPerSecond));
    }

    private static RateLimiterOptions OptionsOf(PartitionedRateLimiter<HttpContext> limiter, string why) => new()
    {
        GlobalLimiter = limiter,
        RejectionStatusCode = StatusCodes.Status429TooManyRequests,
        OnRejected = async (rejected, _) => await Problem.TooMany(rejected.HttpContext, why).ExecuteAsync(rejected.HttpContext),
    };

    private static string CallerOf(HttpContext context) =>
        context.Features.Get<Caller>()?.TokenIdentifier ?? Network(context.Connection.RemoteIpAddress);

    // The owner of one IPv6 address has a whole network of 64 bits, and so any number of addresses.
    private static string Network(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes)),
        _ => address.ToString(),
    };
}
