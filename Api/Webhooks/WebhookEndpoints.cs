using Microsoft.AspNetCore.Mvc;

namespace OrleansUsers.Api;

/// <summary>The addresses that providers send webhooks to.</summary>
internal static class WebhookEndpoints
{
    private const int MaxBodyBytes = 1024 * 1024;

    public static void MapWebhooks(this IEndpointRouteBuilder routes, ProviderSet providers)
    {
        var services = routes.ServiceProvider;
        var (intake, large) = (services.GetRequiredService<WebhookIntake>(), services.GetRequiredService<LargeBodies>());
        foreach (var provider in providers.All.Where(provider => provider.HasWebhooks))
        {
            Map($"/webhooks/{provider.Name}", provider);
            if (provider.Name == Provider.Clerk)
                Map("/clerk-users-webhook", provider);
        }

        void Map(string path, Provider provider) =>
            routes.MapPost(path, (RequestDelegate)(context => Receive(context, provider, intake, large)))
                .WithMetadata(provider)
                .IsWebhook()
                // Kestrel counts what frames the chunks of a body, too: it only stops what is far too large.
                .WithMetadata(new RequestSizeLimitAttribute(2 * MaxBodyBytes));
    }

    private static async Task Receive(HttpContext context, Provider provider, WebhookIntake intake, LargeBodies large)
    {
        var cancellation = context.RequestAborted;
        var headers = context.Request.Headers;
        var reading = WebhookSender.IsRefusedByHead(provider, headers)
            ? intake.Read(headers, provider, body: default)
            : await RawBody.Read(
                context.Request.BodyReader, MaxBodyBytes, large, body => intake.Read(headers, provider, body.Span), cancellation);
        var answer = await intake.Apply(reading).WaitAsync(cancellation);
        await answer.WriteTo(context);
    }
}
