using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Tells which secrets are there, and which are not. What is wrong with one is found when the settings are read.</summary>
internal sealed class ProviderCheck(ProviderSet providers, IServiceProvider services, SettingsReader settings) : ICheck
{
    private static readonly string[] Secrets =
        [nameof(ProviderSettings.WebhookSecrets), nameof(ProviderSettings.WebhookTokens)];

    public string Subject => "secrets";

    public Task<IReadOnlyList<CheckResult>> Run() => Task.FromResult<IReadOnlyList<CheckResult>>([.. Results()]);

    private IEnumerable<CheckResult> Results()
    {
        foreach (var provider in providers.All)
        {
            if (!provider.WrongSettings.Overlaps(Secrets))
                yield return provider.HasWebhooks
                    ? CheckResult.Ok($"secrets of {provider.Name}: webhooks can be verified")
                    : CheckResult.Note(
                        $"secrets of {provider.Name}: {provider.KeyOf(Secrets[0])} is not set, so it sends no webhooks here");
            if (provider.AcceptsTokensForOthers && !provider.WrongSettings.Contains(nameof(ProviderSettings.Audience)))
                yield return CheckResult.Note(
                    $"Providers__{provider.Name}__Audience is not set: tokens of {provider.Issuer} for other apps are accepted here");
        }
        if (settings.IsWrong("ADMIN_API_KEY") || settings.IsWrong("Admin"))
            yield break;
        yield return services.GetService<AdminKeys>() is null
            ? CheckResult.Note("ADMIN_API_KEY is not set: /admin and /dashboard are closed")
            : CheckResult.Ok("secrets of operators: /admin and /dashboard are open to them");
    }
}
