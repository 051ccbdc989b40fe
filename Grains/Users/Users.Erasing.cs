namespace OrleansUsers.Grains;

/// <content>Erases a person.</content>
public sealed partial class Users
{
    /// <summary>
    /// Deletes the user and blanks the bodies of its messages, also of those on their way, and also when the user was deleted before or
    /// was never stored. When it does not answer in time, the blanking goes on, and a repeated call waits for it.
    /// </summary>
    public async Task Erase(string externalId, DateTimeOffset at)
    {
        await Delete(externalId, at);
        var deleted = await _store.Read(externalId);
        await _grains.GetMessageErasures().Erase(new MessageErasure { UserId = externalId, Version = deleted.State.Version });
        _lease.Check();
    }
}
