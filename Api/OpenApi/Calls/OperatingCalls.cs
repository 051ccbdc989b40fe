namespace OrleansUsers.Api;

internal static class OperatingCalls
{
    private static readonly RawCall Open = new([]);

    public static readonly CallGroup Group = new("Operating", "For load balancers, scrapers and tools.",
    [
        new("GET /health/live", "getLiveness", "Whether the process runs")
        {
            Answer = new(200, "It runs.", "Healthy", "text/plain"),
            Raw = Open,
        },
        new("GET /health/ready", "getReadiness", "Whether the process can serve requests")
        {
            Answer = new(200, "Its silo is active, its store answers, and it is not stopping.", "Healthy", "text/plain"),
            Failure = new(503, "It cannot. The body may also be a problem.", "Unhealthy", "text/plain"),
            Raw = Open,
        },
        new("GET /metrics", "getMetrics", "The metrics of the process")
        {
            Description = "Without any admin key, for calls of this machine only.",
            Answer = new(200, "Prometheus' text format.", "# TYPE webhooks_total counter\nwebhooks_total 1\n", "text/plain"),
            Problems =
            [
                new("noKey", Problem.Of(401, OperatorAuthenticationHandler.KeyForTools)), new("noKeySet", Problem.Of(404)),
                SharedProblems.Unavailable,
            ],
            Raw = new([SecuritySchemes.AdminKey, SecuritySchemes.AdminBearer, SecuritySchemes.AdminBasic]),
        },
        new("GET /openapi/v1.json", "getApiDocument", "This document")
        {
            Answer = new(200, "The API as OpenAPI 3.1.", """{"openapi":"3.1.1","info":{"title":"OrleansUsers","version":"1.0.0"}}"""),
            Raw = Open with { IsLimited = true },
        },
    ]);
}
