namespace OrleansUsers.Api;

/// <summary>Handles one webhook request: acquires a permit, reads the body within the deadline and writes the answer.</summary>
internal sealed class WebhookReceiver(
    WebhookIntake intake, WebhookRecord record, ConcurrentRequests requests, LargeBodies large, TimeProvider clock, int maxBodyBytes)
{
    public async Task Receive(HttpContext context, Provider provider)
    {
        var (receivedAt, start, headers) = (clock.GetUtcNow(), clock.GetTimestamp(), context.Request.Headers);
        // Not 429: some senders of webhooks take it as final, others send less from then on.
        using var permit = requests.Acquire();
        if (!permit.IsAcquired)
        {
            record.NotRead(receivedAt, provider, headers, WebhookFailure.Overloaded);
            await Unavailable.Answer(context).ExecuteAsync(context);
            return;
        }
        var reading = await Read(context, provider, receivedAt);
        var outcome = await Apply(reading, receivedAt, start);
        await outcome.WriteTo(context);
    }

    private async ValueTask<WebhookIntake.Reading> Read(HttpContext context, Provider provider, DateTimeOffset receivedAt)
    {
        var headers = context.Request.Headers;
        if (WebhookVerification.IsRefusedByHeaders(provider, headers))
            return intake.Read(headers, provider, body: default);
        try
        {
            return await RawBody.Read(
                context, maxBodyBytes, UsersApi.RequestTimeout, large, body => intake.Read(headers, provider, body.Span));
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            record.TooLarge(receivedAt, provider, headers);
            throw;
        }
        catch (Exception fault)
        {
            record.NotRead(receivedAt, provider, headers, WebhookFailure.OfReading(fault));
            throw;
        }
    }

    private async Task<WebhookOutcome> Apply(WebhookIntake.Reading reading, DateTimeOffset receivedAt, long start)
    {
        try
        {
            // Applying may take longer than the request, so it gets no reference to the request.
            var result = await intake.Apply(reading).WaitAsync(UsersApi.RequestTimeout - clock.GetElapsedTime(start), clock);
            record.Answered(receivedAt, reading, result);
            return result.Outcome;
        }
        catch (Exception fault)
        {
            record.Failed(receivedAt, reading, WebhookFailure.OfApplying(fault));
            throw;
        }
    }
}
