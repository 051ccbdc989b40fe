using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansUsers.Api;

/// <summary><c>GET /admin/webhooks</c>: the last webhooks that this process has answered.</summary>
internal static class RecentDeliveriesEndpoint
{
    public static void MapDeliveries(this RouteGroupBuilder admin) => admin.MapGet("/webhooks", Get);

    private static Ok<WebhookDeliveryList> Get(RecentDeliveries deliveries) => TypedResults.Ok(new WebhookDeliveryList(deliveries.Read()));
}
