namespace OrleansUsers.Api;

/// <summary>Finds out whether a key belongs to the instance whose users are stored.</summary>
/// <param name="keys">The published keys of the issuer: their ids name the issuer's instance.</param>
internal sealed class ClerkInstance(Provider provider, ClerkApi api, IssuerKeyCaches keys)
{
    private const string Prefix = "ins_";

    private bool _isConfirmed;

    /// <summary>Whether a text is the id of an instance.</summary>
    public static bool IsId(string? text) => text?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>Why the key must not be used; null when nothing speaks against it.</summary>
    public async Task<string?> FindMismatch(IRequestOwner owner, CancellationToken cancellationToken)
    {
        // A key never moves to another instance.
        if (_isConfirmed)
            return null;
        var issuers = await FindIssuersInstance();
        if ((provider.InstanceId ?? issuers) is not { } expected)
            return null;
        var found = await api.FindInstance(owner, cancellationToken) ?? issuers;
        _isConfirmed = found == expected;
        return found is null || found == expected
            ? null
            : $"The secret key belongs to the instance {found}, and {(provider.InstanceId is null ? "the issuer" : "the setting")} "
              + $"names {expected}. Nothing was stored.";
    }

    private async Task<string?> FindIssuersInstance()
    {
        if (keys.BuiltInOf(provider.Issuer) is not null)
            return null;
        try
        {
            var published = await keys.Of(provider.Issuer).GetConfigurationAsync(CancellationToken.None);
            return published.SigningKeys.Select(key => key.KeyId).FirstOrDefault(IsId);
        }
        catch (IssuerUnavailableException)
        {
            // Without the issuer nobody can sign in, but users can be read.
            return null;
        }
    }
}
