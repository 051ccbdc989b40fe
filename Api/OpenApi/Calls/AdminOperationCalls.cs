namespace OrleansUsers.Api;

internal static class AdminOperationCalls
{
    public static readonly CallGroup Group = new("Admin: operation", "What an operator needs to find a fault.",
    [
        new("GET /admin/webhooks", "listWebhooks", "List the last deliveries to this process")
        {
            Answer = new(200, "The deliveries, newest first.", """
                {"items":[{"receivedAt":"2026-01-02T03:04:05.678Z","provider":"clerk","deliveryId":"msg_2b5f","type":"user.created",
                 "userId":"user_1","outcome":"stored","reason":null,"ageMs":123}]}
                """),
        },
        new("POST /admin/webhooks/preview", "previewWebhook", "What an event would change, without storing it")
        {
            Parameters = [SyncCalls.Provider],
            Body = WebhookCalls.Event,
            BodySchema = WebhookCalls.EventSchema,
            Answer = new(200, "The user before and after.", $$"""
                {"userId":"user_1","outcome":"stored","reason":null,"before":null,"after":{{Examples.User}},"changed":["name"]}
                """),
            Problems = [new("unknownProvider", Problem.UnknownProvider()), new("noEvent", PreviewEndpoint.NoEvent())],
        },
        new("GET /admin/checks", "getChecks", "Run the checks of the command `check` in this process")
        {
            Answer = new(200, "What was checked.", """
                {"items":[{"level":"ok","text":"The store answers."}],"issuers":[{"issuer":"https://your-app.clerk.accounts.dev",
                 "keys":1,"fetchedAt":"2026-01-02T03:04:05.678Z"}],"lastWebhookAt":null,"version":"1.0.0"}
                """),
        },
    ]);
}
