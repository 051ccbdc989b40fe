using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ProviderRefusalTests
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private static readonly ApiSettings Clerk = new ApiSettings { Environment = "Production" }
        .With("CLERK_WEBHOOK_SECRET", Secret)
        .With("CLERK_ISSUER", "https://clerk.example.test");

    private static readonly ApiSettings Good = Clerk
        .With("Providers__auth0__Kind", "auth0")
        .With("Providers__auth0__Issuer", "https://tenant.auth0.example.test/")
        .With("Providers__auth0__WebhookSecrets", Secret);

    [Theory, InlineData("saml"), InlineData("3"), InlineData("auth0,oidc")]
    public Task A_kind_that_is_none_is_refused(string kind) => RefusedAsync(Good, "Kind", kind);

    [Fact]
    public Task A_provider_without_an_issuer_is_refused() =>
        Refusal.OfAsync(Good.Without("Providers__auth0__Issuer"), "Providers__auth0__Issuer");

    [Theory, InlineData("http://tenant.auth0.example.test/"), InlineData("tenant.auth0.example.test")]
    [InlineData("http://10.1.2.3:8080"), InlineData(" ")]
    public Task An_issuer_whose_keys_could_be_forged_on_the_way_is_refused(string issuer) => RefusedAsync(Good, "Issuer", issuer);

    [Theory, InlineData("whsec_"), InlineData("whsec_!!!not*base64!!!"), InlineData("whsec_c2hvcnQtYnV0LW9rYXk="), InlineData(" , ")]
    public Task A_webhook_secret_that_would_accept_forgeries_or_nothing_is_refused(string secret) =>
        RefusedAsync(Good, "WebhookSecrets", secret);

    [Theory]
    [InlineData("Audience", " ")]
    [InlineData("AuthorizedParties", "https://app.example.test")]
    [InlineData("AuthorizedParties__0", " ")]
    public Task What_would_let_in_more_or_fewer_than_was_meant_is_refused(string setting, string value) =>
        Refusal.OfAsync(Good.With($"Providers__auth0__{setting}", value), $"Providers__auth0__{setting.Split("__")[0]}");

    // Which of the two is to blame is the operator's to say.
    [Theory, InlineData("auth0", "https://clerk.example.test"), InlineData("corp", "https://tenant.auth0.example.test/")]
    public Task Two_providers_with_one_issuer_are_refused(string name, string issuer) =>
        Refusal.OfAsync(Good.With($"Providers__{name}__Issuer", issuer), "Issuer");

    [Theory]
    [InlineData("a name")]
    [InlineData("bar|red")]
    [InlineData("a/b")]
    [InlineData("zoë")]
    [InlineData("a-name-of-exactly-33-characters--")]
    public Task A_name_that_would_be_ambiguous_in_an_id_or_a_route_is_refused(string name) =>
        Refusal.OfAsync(Clerk.With($"Providers__{name}__Issuer", "https://corp.example.test"), $"Providers__{name}");

    [Theory, InlineData("short"), InlineData("thirty-one-characters-are-short")]
    public Task An_admin_key_that_could_be_guessed_is_refused(string key) =>
        Refusal.OfAsync(Good.With("ADMIN_API_KEY", key), "ADMIN_API_KEY", key);

    private static Task RefusedAsync(ApiSettings good, string setting, string value) =>
        Refusal.OfAsync(
            good.With($"Providers__auth0__{setting}", value),
            $"Providers__auth0__{setting}",
            value.Split(' ').Where(part => part.Length > 3 && part != "whsec_"));
}
