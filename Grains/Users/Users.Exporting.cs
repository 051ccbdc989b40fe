namespace OrleansUsers.Grains;

/// <content>Reads what is stored of a person.</content>
public sealed partial class Users
{
    /// <summary>What is stored of the user, deleted or not; null when nothing was ever stored. The messages are in logs.</summary>
    /// <param name="providerOf">The configured provider of a token identifier; null when there is none.</param>
    public async Task<UserExport?> Export(string externalId, Func<string, string?> providerOf)
    {
        if (await _store.ReadText(externalId) is not { } stored || await Describe(externalId, providerOf) is not { } described)
            return null;
        var export = new UserExport(described, stored, await _grains.GetMessageAuthor(externalId).GetChannels());
        _lease.Check();
        return export;
    }
}

/// <summary>What is stored of a user.</summary>
/// <param name="Description">What readers see, and what it comes from.</param>
/// <param name="Stored">The stored state as JSON, as the user's row has it.</param>
/// <param name="Channels">The channels that the user has posted to.</param>
public sealed record UserExport(UserDescription Description, string Stored, IReadOnlyList<string> Channels);
