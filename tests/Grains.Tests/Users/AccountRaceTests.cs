namespace OrleansUsers.Grains.Tests;

/// <summary>Accounts that are linked and deleted at the same moment.</summary>
public class AccountRaceTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";
    private readonly string _first = $"{Guid.NewGuid():N}";
    private readonly string _second = $"{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUserGrain(_id);

    [Fact]
    public async Task An_account_that_is_deleted_while_it_is_linked_is_not_linked()
    {
        await Create();
        var gate = cluster.Faults.HoldAlone[_id] = new Gate();
        var link = cluster.Users.Link(_id, Token(_first), Own(_first));
        await gate.Arrived;
        Assert.Equal(UpsertOutcome.Unchanged, await Delete(_first));
        gate.Open();

        Assert.Equal(LinkOutcome.HasOwnUser, await link);
        Assert.Null(await cluster.Grains.GetToken(Token(_first)).Find());
        // So reading and storing agree on who the account is: nobody.
        Assert.Equal(new StoreAnswer(null), await cluster.Users.Apply(Own(_first), Claims(_first)));
        Assert.Equal([OwnToken], (await User.Get())!.TokenIdentifiers);
    }

    [Fact]
    public async Task A_link_that_could_not_be_undone_is_undone_when_it_is_asked_for_again()
    {
        await Create();
        await User.Link(Token(_first));
        await cluster.Grains.GetUserGrain(Own(_first)).Delete(Noon);

        Assert.Equal(LinkOutcome.HasOwnUser, await cluster.Users.Link(_id, Token(_first), Own(_first)));
        Assert.Null(await cluster.Grains.GetToken(Token(_first)).Find());
    }

    [Fact]
    public async Task Of_two_last_accounts_that_are_deleted_at_once_the_second_deletes_the_user()
    {
        await CreateWithLinks();
        var gate = cluster.Faults.HoldAlone[_id] = new Gate();
        var first = Delete(_first);
        await gate.Arrived;
        var second = Delete(_second);
        // The second one waits for the write of the first.
        await UntilItKnowsOf(_second);
        gate.Open();

        Assert.Equal([UpsertOutcome.Applied, UpsertOutcome.Applied], await Task.WhenAll(first, second));
        Assert.Null(await User.Get());
        await cluster.Deactivate(_id);
        Assert.True(await User.IsKnown());
        Assert.Null(await User.Get());
    }

    [Fact]
    public async Task Of_two_last_accounts_that_are_deleted_in_two_processes_at_once_the_user_is_deleted()
    {
        await CreateWithLinks();
        var gate = cluster.Faults.HoldAlone[_id] = new Gate();
        var first = Delete(_first);
        await gate.Arrived;
        await cluster.ChangeElsewhere(_id, state => state.Linking(Token(_second), link: false));
        gate.Open();

        Assert.Equal(UpsertOutcome.Applied, await first);
        Assert.Null(await User.Get());
        await cluster.Deactivate(_id);
        Assert.Null(await User.Get());
    }

    [Fact]
    public async Task An_account_that_is_linked_while_the_last_other_one_is_deleted_keeps_the_user()
    {
        await Create();
        await User.Link(Token(_first));
        var gate = cluster.Faults.HoldAlone[_id] = new Gate();
        var link = User.Link(Token(_second));
        await gate.Arrived;
        var deletion = Delete(_first);
        await UntilItKnowsOf(_first);
        gate.Open();

        Assert.Equal((LinkOutcome.Linked, UpsertOutcome.Applied), (await link, await deletion));
        Assert.Equal(new[] { OwnToken, Token(_second) }.Order(StringComparer.Ordinal), (await User.Get())!.TokenIdentifiers);
    }

    [Fact]
    public async Task A_deleted_account_is_unlinked_and_the_last_one_deletes_the_user()
    {
        await CreateWithLinks();
        Assert.Equal(UpsertOutcome.Applied, await Delete(_first));
        Assert.Equal(UpsertOutcome.Unchanged, await Delete(_first));
        Assert.Equal(new[] { OwnToken, Token(_second) }.Order(StringComparer.Ordinal), (await User.Get())!.TokenIdentifiers);

        Assert.Equal(UpsertOutcome.Applied, await Delete(_second));
        Assert.Null(await User.Get());
        Assert.Equal(UpsertOutcome.Unchanged, await Delete(_second));
    }

    private string OwnToken => $"https://clerk.test|{_id}";

    private async Task Create() => await User.Upsert(Snapshots.Of(_id, "Ada", Noon));

    private async Task CreateWithLinks()
    {
        await Create();
        await User.Link(Token(_first));
        await User.Link(Token(_second));
    }

    // The user's own provider is not configured any more: only the linked accounts can sign in.
    private Task<UpsertOutcome> Delete(string subject) => cluster.Users.DeleteAccount(
        Own(subject),
        "auth0",
        [Token(subject)],
        new UserDeletion(Noon.AddSeconds(1)),
        token => token.StartsWith("https://elsewhere.test|", StringComparison.Ordinal));

    // The own id of an account gets a row before the account is removed from the user that it is linked to. What follows takes three calls,
    // and leaves no sign while the write is held. If it comes later, the test proves less, and passes.
    private async Task UntilItKnowsOf(string subject)
    {
        while (!await cluster.Grains.GetUserGrain(Own(subject)).IsKnown())
            await Task.Yield();
        for (var n = 0; n < 200; n++)
            await cluster.Grains.GetToken(Token(subject)).Find();
    }

    private static string Token(string subject) => $"https://elsewhere.test|{subject}";

    private static string Own(string subject) => $"auth0|{subject}";

    private static UserClaims Claims(string subject) =>
        new() { Provider = "auth0", TokenIdentifier = Token(subject), IssuedAt = Noon, Name = "Mallory" };
}
