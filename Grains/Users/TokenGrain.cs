namespace OrleansUsers.Grains;

/// <summary>
/// Finds the holder of a token identifier. It caches the holder's id and asks the user's grain to confirm it on every call, because the
/// cached id may be outdated.
/// </summary>
[GrainType("token")]
internal sealed class TokenGrain(IUserStore store, EmptyActivations empty) : Grain, ITokenGrain
{
    private string? _holderId;
    private EmptyActivation? _emptyActivation;

    public async Task<TokenHolder?> Find()
    {
        var token = GrainKey.Decode(this.GetPrimaryKeyString());
        if (await ConfirmedHolder(token) is { } holder)
            return holder;
        _holderId = await store.FindHolder(token);
        var found = await ConfirmedHolder(token);
        if (found is null)
            (_emptyActivation ??= new EmptyActivation(this, empty, () => _holderId is null)).RecordMiss();
        return found;
    }

    private async Task<TokenHolder?> ConfirmedHolder(string token) =>
        _holderId is { } id ? await GrainFactory.GetUserGrain(id).Holds(token) : null;
}
