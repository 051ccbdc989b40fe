namespace OrleansUsers.Api;

/// <summary>All providers this process was configured with, and which of their subjects is which user.</summary>
internal sealed class ProviderSet(IReadOnlyList<Provider> providers)
{
    private readonly Dictionary<string, Provider> _byIssuer = providers
        .SelectMany(provider => provider.Issuers, (provider, issuer) => (provider, issuer))
        .ToDictionary(pair => pair.issuer, pair => pair.provider, StringComparer.Ordinal);
    private readonly Dictionary<string, Provider> _byName = providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    public IReadOnlyList<Provider> All => providers;

    public Provider? WithIssuer(string issuer) => _byIssuer.GetValueOrDefault(issuer);

    public Provider? WithName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The id of the user that a subject of a provider makes; null when the subject cannot be used.</summary>
    public string? ExternalIdOf(Provider provider, string? subject)
    {
        if (subject is null || (provider.Name == Provider.Clerk && IsOfOtherProvider(subject)))
            return null;
        var id = ExternalId.Of(provider.Name, subject);
        return ExternalId.IsUsable(subject) && id.Length <= ExternalId.MaxLength ? id : null;
    }

    /// <summary>The id of the user that a token identifier makes; null when its issuer is none of ours.</summary>
    public string? ExternalIdOf(string tokenIdentifier) =>
        TokenIdentifier.TrySplit(tokenIdentifier, out var issuer, out var subject) && WithIssuer(issuer) is { } provider
            ? ExternalIdOf(provider, subject)
            : null;

    // An id without a provider's name must not look like one with it, or two people would be one user.
    private bool IsOfOtherProvider(string subject) =>
        subject.IndexOf('|', StringComparison.Ordinal) is > 0 and var at && _byName.ContainsKey(subject[..at]);
}
