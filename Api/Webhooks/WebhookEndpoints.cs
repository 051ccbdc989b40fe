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
