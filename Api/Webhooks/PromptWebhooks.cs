using System.Collections.Frozen;
using System.IO.Pipelines;
using System.Threading.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>
/// Takes a webhook whose whole body came with its head, as nearly all do, before routing. Of what comes after it such a request needs only its share of what
/// the process does at once: nobody signs in, no page of another origin asks, and there is no body to wait for. Every other request goes on.
/// </summary>
internal sealed class PromptWebhooks(WebhookIntake intake, ConcurrentRequests requests, EndpointDataSource endpoints)
{
    private readonly Lazy<FrozenDictionary<string, Endpoint>> _endpoints = new(() => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<Provider>() is not null)
        .ToFrozenDictionary(endpoint => endpoint.RoutePattern.RawText!, Endpoint (endpoint) => endpoint, StringComparer.Ordinal));

    /// <summary>Has to stand behind what refuses requests of any kind, and what answers for an error.</summary>
    public static void Use(WebApplication app) => app.Use(ActivatorUtilities.CreateInstance<PromptWebhooks>(app.Services).Answer);

    private Task Answer(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        return HttpMethods.IsPost(request.Method)
            && request.ContentLength is { } length and > 0 and <= LargeBodies.LargeBytes
            && request.Path.Value is { } path && _endpoints.Value.TryGetValue(path, out var endpoint)
            // Its sender would be told to go on.
            && request.Headers.Expect.Count == 0
            ? Answer(context, endpoint, length, next)
            : next(context);
    }

    private Task Answer(HttpContext context, Endpoint endpoint, long length, RequestDelegate next)
    {
        var body = context.Request.BodyReader;
        if (!body.TryRead(out var read))
            return next(context);
        if (read.Buffer.Length >= length && requests.Enter() is { IsAcquired: true } place)
            return Take(context, endpoint, body, read, place);
        body.AdvanceTo(read.Buffer.Start);
        return next(context);
    }

    private async Task Take(HttpContext context, Endpoint endpoint, PipeReader body, ReadResult read, RateLimitLease place)
    {
        using (place)
        {
            // So that it is counted as what it is.
            context.SetEndpoint(endpoint);
            var provider = endpoint.Metadata.GetRequiredMetadata<Provider>();
            var headers = context.Request.Headers;
            var reading = RawBody.Use(
                body, read, LargeBodies.LargeBytes, bytes => intake.Read(headers, provider, bytes.Span), CancellationToken.None);
            var answer = await intake.Apply(reading).WaitAsync(UsersApi.RequestTimeout);
            await answer.WriteTo(context);
        }
    }
}
