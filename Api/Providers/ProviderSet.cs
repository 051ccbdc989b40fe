namespace OrleansUsers.Api;

/// <summary>All configured providers, and the external ids of their subjects.</summary>
internal sealed class ProviderSet(IReadOnlyList<Provider> providers)
{
    private readonly Dictionary<string, Provider> _byIssuer = providers
        .SelectMany(provider => provider.Issuers, (provider, issuer) => (provider, issuer))
        .ToDictionary(pair => pair.issuer, pair => pair.provider, StringComparer.Ordinal);
    private readonly Dictionary<string, Provider> _byName = providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    public IReadOnlyList<Provider> All => providers;

    public Provider? WithIssuer(string issuer) => _byIssuer.GetValueOrDefault(issuer);

    public Provider? WithName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The provider that an operator names, whatever the case; Clerk when none is named. Null when there is none.</summary>
    public Provider? Find(string? name) => WithName(name is { Length: > 0 } ? name.ToLowerInvariant() : Provider.Clerk);

    /// <summary>The name of a token identifier's provider; null when its issuer is not configured.</summary>
    public string? NameOf(string tokenIdentifier) =>
        TokenIdentifier.TrySplit(tokenIdentifier, out var issuer, out _) ? WithIssuer(issuer)?.Name : null;

    /// <summary>The external id of a provider's subject; null when the subject cannot be used.</summary>
    public string? ExternalIdOf(Provider provider, string? subject)
    {
        if (subject is null || (provider.Name == Provider.Clerk && IsOfOtherProvider(subject)))
            return null;
        var id = ExternalId.Of(provider.Name, subject);
        return ExternalId.IsUsable(subject) && id.Length <= ExternalId.MaxLength ? id : null;
    }

    /// <summary>The external id of a token identifier; null when its issuer is not configured or its subject cannot be used.</summary>
    public string? ExternalIdOf(string tokenIdentifier) =>
        TokenIdentifier.TrySplit(tokenIdentifier, out var issuer, out var subject) && WithIssuer(issuer) is { } provider
            ? ExternalIdOf(provider, subject)
            : null;

    // At the provider clerk the bare subject is the external id. If it began with another provider's name and a bar, two people could have
    // the same id.
    private bool IsOfOtherProvider(string subject) =>
        subject.IndexOf('|', StringComparison.Ordinal) is > 0 and var at && _byName.ContainsKey(subject[..at]);
}
