using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What <c>check</c> says of settings that are wrong. What does not depend on them is tried all the same.</summary>
public sealed class SettingFaultOfCheckTests(PlantedFaults planted) : IClassFixture<PlantedFaults>
{
    private const string Audience = "Providers__clerk__Audience";

    [Theory, InlineData("CLERK_WEBHOOK_SECRET", "whsec_se!same"), InlineData("CLERK_WEBHOOK_SIGNING_SECRET", "sk_live_sesame")]
    public Task Check_names_a_malformed_webhook_secret(string key, string secret) => CheckFault.IsNamedAsync(
        planted.Good.Without("CLERK_WEBHOOK_SECRET").With(key, secret), $"settings: {key}: ", "whsec_ and base64");

    [Fact]
    public Task Check_names_an_empty_audience() =>
        CheckFault.IsNamedAsync(planted.Good.With(Audience, " "), $"settings: {Audience}: ", "it is empty");

    [Fact]
    public Task Check_names_a_short_admin_key() =>
        CheckFault.IsNamedAsync(planted.Good.With("ADMIN_API_KEY", CheckFault.Secret), "settings: ADMIN_API_KEY: ", "32 characters");

    [Fact]
    public Task Check_names_an_unknown_setting() => CheckFault.IsNamedAsync(
        planted.Good.With("Limits__RequestPerSecond", "5"),
        "settings: Limits__RequestPerSecond: there is no such setting. The nearest one is Limits__RequestsPerSecond.");

    [Fact]
    public async Task Check_names_a_wrong_key_of_a_providers_API()
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        await CheckFault.IsNamedAsync(
            planted.Good.With("CLERK_API_URL", clerk.Url).With("CLERK_SECRET_KEY", $"sk_test_{CheckFault.Secret}"),
            "API of clerk: CLERK_SECRET_KEY ",
            "is refused");
    }

    [Fact]
    public async Task All_wrong_settings_are_named_and_what_they_are_for_is_not_tried()
    {
        var output = await CheckFault.OutputAsync(planted.Good
            .With("ConnectionStrings__Users", $"Passwort={CheckFault.Secret}")
            .With("CLERK_WEBHOOK_SECRET", CheckFault.Secret)
            .With(Audience, "web").With($"{Audience}__0", "ios"));
        foreach (var key in (string[])["ConnectionStrings__Users", "CLERK_WEBHOOK_SECRET", Audience])
            Assert.Contains($"fault  settings: {key}: ", output, StringComparison.Ordinal);
        Assert.Contains("ok     keys of", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" database: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets of clerk", output, StringComparison.Ordinal);
    }
}
