namespace OrleansUsers.Grains;

/// <content>Reads what is stored of a person.</content>
public sealed partial class Users
{
    /// <summary>What is stored of the user, deleted or not; null when nothing was ever stored. The messages are in logs.</summary>
    public async Task<UserExport?> Export(string externalId)
    {
        if (await _store.ReadText(externalId) is not { } stored)
            return null;
        var export = new UserExport(await Find(externalId), stored, await _grains.GetMessageAuthor(externalId).GetChannels());
        _lease.Check();
        return export;
    }
}

/// <summary>What is stored of a user.</summary>
/// <param name="User">What readers see; null when the user is deleted.</param>
/// <param name="Stored">The stored state as JSON, as the user's row has it.</param>
/// <param name="Channels">The channels that the user has posted to.</param>
public sealed record UserExport(User? User, string Stored, IReadOnlyList<string> Channels);
