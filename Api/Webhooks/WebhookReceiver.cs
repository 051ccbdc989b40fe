namespace OrleansUsers.Api;

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
        var reading = WebhookVerification.IsRefusedByHeaders(provider, headers)
            ? intake.Read(headers, provider, body: default)
            : await RawBody.Read(context, maxBodyBytes, UsersApi.RequestTimeout, large, body => intake.Read(headers, provider, body.Span));
        // Applying may take longer than the request, so it gets no reference to the request.
        var outcome = await intake.Apply(reading).WaitAsync(UsersApi.RequestTimeout - clock.GetElapsedTime(start), clock);
        await outcome.WriteTo(context);
    }
}
