using System.Net.Http.Headers;

namespace OrleansUsers.Api;

/// <summary>How this program names itself to the servers that it calls (RFC 9110, section 10.1.5).</summary>
internal static class OwnUserAgent
{
    private static readonly ProductHeaderValue Product =
        new("OrleansUsers", typeof(OwnUserAgent).Assembly.GetName().Version!.ToString(fieldCount: 3));

    public static void AddTo(HttpRequestMessage request) => request.Headers.UserAgent.Add(new ProductInfoHeaderValue(Product));
}
