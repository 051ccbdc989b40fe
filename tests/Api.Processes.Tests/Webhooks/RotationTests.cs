using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class RotationTests
{
    private static readonly ApiSettings Production =
        new ApiSettings { Environment = "Production" }.With("CLERK_ISSUER", "https://clerk.example.test");

    [Fact]
    public async Task Secrets_may_be_separated_by_commas_under_the_other_name_of_the_setting()
    {
        var (one, two) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());
        await using var api = await ApiProcess.StartAsync(Production.With("CLERK_WEBHOOK_SIGNING_SECRET", $"{one}, {two},"));
        Expect.Taken(await api.DeliverAsync(one, Person.New().Created()));
        Expect.Taken(await api.DeliverAsync(two, Person.New().Created()));
        Expect.Refused(await api.DeliverAsync(WebhookSignature.NewSecret(), Person.New().Created()));
    }
}
