namespace OrleansUsers.Grains;

/// <content>Explains users to an operator.</content>
public sealed partial class Users
{
    /// <summary>All that is known of a user, with the origin of each field; null when nothing was ever stored of this id.</summary>
    /// <param name="providerOf">The configured provider of a token identifier; null when there is none.</param>
    public async Task<UserDescription?> Describe(string externalId, Func<string, string?> providerOf)
    {
        var row = await ReadRow(externalId).ConfigureAwait(false);
        return row.Revision == 0 ? null : new UserDescription(
            row.User, row.State.DeletedAt, row.State.ReinstatedAt, UserParts.Of(row.State, externalId, providerOf));
    }
}
