namespace OrleansUsers.Grains;

/// <summary>Remembers who holds a sign-in, and has it confirmed by the user on every call: what is remembered may be outdated, the user's word is not.</summary>
[GrainType("token")]
internal sealed class TokenGrain([PersistentState("token", TokenGrain.Storage)] IPersistentState<TokenOwner> index, EmptyGrains empty) : Grain, ITokenGrain
{
    /// <summary>The name of the storage provider that reads the token index.</summary>
    public const string Storage = "tokens";

    private EmptyStay? _stay;

    public async Task<TokenHolder?> Find()
    {
        if (await Confirmed() is { } holder)
            return holder;
        await index.ReadStateAsync();
        var found = await Confirmed();
        if (found is null)
            (_stay ??= new EmptyStay(this, empty, () => index.State.ExternalId is null)).Note();
        return found;
    }

    private async Task<TokenHolder?> Confirmed() =>
        index.State.ExternalId is { } holder ? await GrainFactory.GetUser(holder).Holds(GrainKey.Decode(this.GetPrimaryKeyString())) : null;
}
