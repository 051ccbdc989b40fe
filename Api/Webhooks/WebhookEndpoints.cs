using Microsoft.AspNetCore.Mvc;

namespace OrleansUsers.Api;

/// <summary>The addresses that providers send webhooks to.</summary>
/// <remarks>
/// The pipeline ends at these endpoints (<c>ShortCircuit</c>), because webhooks need neither bearer authentication nor CORS. Of what comes
/// after routing they need only a permit of the concurrent requests and a deadline, and both are handled here.
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
                // Kestrel also counts the framing of chunks, so its limit is higher. The exact limit is enforced when the body is read.
                .WithMetadata(new RequestSizeLimitAttribute(2 * MaxBodyBytes));
    }
}

/// <summary>Handles one webhook request: acquires a permit, reads the body within the deadline and writes the answer.</summary>
internal sealed class WebhookReceiver(
    WebhookIntake intake, ConcurrentRequests requests, LargeBodies large, TimeProvider clock, int maxBodyBytes)
{
    public async Task Receive(HttpContext context, Provider provider)
    {
        // Not 429: some senders of webhooks take it as final, others send less from then on.
        using var permit = requests.Acquire();
        if (!permit.IsAcquired)
        {
            await Unavailable.Answer(context).ExecuteAsync(context);
            return;
        }
        var start = clock.GetTimestamp();
        var headers = context.Request.Headers;
        var reading = WebhookSender.IsRefusedByHeaders(provider, headers)
            ? intake.Read(headers, provider, body: default)
            : await RawBody.Read(context, maxBodyBytes, UsersApi.RequestTimeout, large, body => intake.Read(headers, provider, body.Span));
        // Applying may take longer than the request, so it gets no reference to the request.
        var outcome = await intake.Apply(reading).WaitAsync(UsersApi.RequestTimeout - clock.GetElapsedTime(start), clock);
        await outcome.WriteTo(context);
    }
}
