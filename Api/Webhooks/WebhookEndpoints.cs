using Microsoft.AspNetCore.Mvc;

namespace OrleansUsers.Api;

/// <summary>The addresses that providers send webhooks to.</summary>
/// <remarks>
/// The pipeline ends at these endpoints (<c>ShortCircuit</c>): nobody signs in and no page of another origin asks, so a webhook needs
/// nothing of what comes after routing but its share of the concurrent requests and a deadline, which it takes here.
/// </remarks>
internal static class WebhookEndpoints
{
    private const int MaxBodyBytes = 1024 * 1024;

    public static void MapWebhooks(this IEndpointRouteBuilder routes, ProviderSet providers)
    {
        var receiver = ActivatorUtilities.CreateInstance<WebhookReceiver>(routes.ServiceProvider, MaxBodyBytes);
        foreach (var provider in providers.All.Where(provider => provider.HasWebhooks))
        {
            Map($"/webhooks/{provider.Name}", provider);
            if (provider.Name == Provider.Clerk)
                Map("/clerk-users-webhook", provider);
        }

        void Map(string path, Provider provider) =>
            routes.MapPost(path, (RequestDelegate)(context => receiver.Receive(context, provider)))
                .ShortCircuit()
                // Kestrel counts what frames the chunks of a body, too: it only stops what is far too large.
                .WithMetadata(new RequestSizeLimitAttribute(2 * MaxBodyBytes));
    }
}

/// <summary>Takes one request with a webhook: its share of the concurrent requests, its body within the deadline, and its answer.</summary>
internal sealed class WebhookReceiver(
    WebhookIntake intake, ConcurrentRequests requests, LargeBodies large, TimeProvider clock, int maxBodyBytes)
{
    public async Task Receive(HttpContext context, Provider provider)
    {
        // Senders of webhooks know 503 and no 429.
        using var permit = requests.Acquire();
        if (!permit.IsAcquired)
        {
            await Unavailable.Answer(context).ExecuteAsync(context);
            return;
        }
        var start = clock.GetTimestamp();
        var headers = context.Request.Headers;
        var reading = WebhookSender.IsRefusedByHead(provider, headers)
            ? intake.Read(headers, provider, body: default)
            : await RawBody.Read(context, maxBodyBytes, UsersApi.RequestTimeout, large, body => intake.Read(headers, provider, body.Span));
        // Applying may outlast the request, and so knows nothing of it.
        var outcome = await intake.Apply(reading).WaitAsync(UsersApi.RequestTimeout - clock.GetElapsedTime(start), clock);
        await outcome.WriteTo(context);
    }
}
