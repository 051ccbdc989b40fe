using CsCheck;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <content>What the program's statements say of a change, and what the triggers say of the same change by others.</content>
public sealed partial class PostgresChangeJournalTests
{
    private static readonly Gen<UserState> AnyState = Gen.OneOf(
        Gen.Select(Gen.Bool, Gen.Int[0, 2], (isAda, day) => Named(isAda ? "Ada" : "Eve", at: DateTimeOffset.UnixEpoch.AddDays(day))),
        Gen.Const(new UserState { DeletedAt = DateTimeOffset.UnixEpoch }),
        Gen.Const(new UserState()));

    [Fact]
    public Task The_program_and_the_triggers_tell_a_change_alike() => AnyState.Array[1, 12].SampleAsync(
        async states =>
        {
            var (user, copy) = (StoredUser.None($"{Guid.NewGuid():N}"), $"{Guid.NewGuid():N}");
            foreach (var state in states)
            {
                user = user.Next(state);
                Assert.Equal([WriteResult.Written], await Table.Write([Row(user)]));
                await ExecuteAsync($"""
                    insert into users (external_id, revision, name, token_identifiers, deleted_at, version, state)
                    select '{copy}', revision, name, token_identifiers, deleted_at, version, state from users
                    where external_id = '{user.ExternalId}'
                    on conflict (external_id) do update set
                        revision = excluded.revision, name = excluded.name, deleted_at = excluded.deleted_at, version = excluded.version
                    """);
            }
            var told = (await NewAsync()).ToLookup(change => change.ExternalId);
            Assert.Equal(states.Length, told[user.ExternalId].Count());
            Assert.Equal(told[user.ExternalId].Select(change => change with { ExternalId = copy }), told[copy]);
        },
        iter: 60,
        threads: 1);
}
