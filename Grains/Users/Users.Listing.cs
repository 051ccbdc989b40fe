namespace OrleansUsers.Grains;

/// <content>Reads the users of a list.</content>
public sealed partial class Users
{
    /// <summary>
    /// The users in the order of the ids; null for those who are not stored, or deleted. Loads no grain, so that reading all users page by
    /// page does not fill the memory.
    /// </summary>
    /// <remarks>A row is as new as every answer about its user: each change is written before it is acknowledged.</remarks>
    public async Task<User?[]> ReadMany(IReadOnlyList<string> externalIds)
    {
        var rows = await Task.WhenAll(externalIds.Select(ReadRow));
        _lease.Check();
        return Array.ConvertAll(rows, row => row.User);
    }
}
