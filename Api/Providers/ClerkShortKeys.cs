namespace OrleansUsers.Api;

/// <summary>The settings <c>CLERK_…</c> that are short for those of the provider named clerk.</summary>
internal static class ClerkShortKeys
{
    /// <summary>The short keys, by the member of <see cref="ProviderSettings"/> that they set.</summary>
    public static IReadOnlyDictionary<string, string[]> Of { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [nameof(ProviderSettings.Issuer)] = ["CLERK_ISSUER"],
        [nameof(ProviderSettings.WebhookSecrets)] = ["CLERK_WEBHOOK_SECRET", "CLERK_WEBHOOK_SIGNING_SECRET"],
        [nameof(ProviderSettings.InstanceId)] = ["CLERK_INSTANCE_ID"],
        [nameof(ProviderSettings.SecretKey)] = ["CLERK_SECRET_KEY"],
        [nameof(ProviderSettings.ApiUrl)] = ["CLERK_API_URL"],
    };
}
