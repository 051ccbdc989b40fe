namespace OrleansUsers.Grains;

/// <summary>
/// Remembers who holds a token identifier, and has the user confirm it on every call: what is remembered may be outdated, the user's own
/// answer is not.
/// </summary>
[GrainType("token")]
internal sealed class TokenGrain(IUserStore store, EmptyActivations empty) : Grain, ITokenGrain
{
    private string? _holderId;
    private EmptyActivation? _emptyActivation;

    public async Task<TokenHolder?> Find()
    {
        var token = GrainKey.Decode(this.GetPrimaryKeyString());
        if (await Confirmed(token) is { } holder)
            return holder;
        _holderId = await store.FindHolder(token);
        var found = await Confirmed(token);
        if (found is null)
            (_emptyActivation ??= new EmptyActivation(this, empty, () => _holderId is null)).Note();
        return found;
    }

    private async Task<TokenHolder?> Confirmed(string token) =>
        _holderId is { } id ? await GrainFactory.GetUser(id).Holds(token) : null;
}
