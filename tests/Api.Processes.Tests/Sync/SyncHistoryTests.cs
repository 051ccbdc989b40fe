using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Users change at Clerk while they are read.</summary>
public sealed class SyncHistoryTests(Apps apps)
{
    private const int Histories = 40;
    private const int Users = 1_100;

    [Theory]
    [InlineData(DatabaseKind.Sqlite, DeletedCursor.GoesOn)]
    [InlineData(DatabaseKind.Sqlite, DeletedCursor.NotFound)]
    [InlineData(DatabaseKind.Postgres, DeletedCursor.StartsOver)]
    public async Task Whatever_changes_during_a_run_the_copy_equals_the_provider_at_its_end(DatabaseKind kind, DeletedCursor cursor)
    {
        await using var sync = await SyncedClerk.StartAsync(
            apps.Foreign, kind, Enumerable.Range(0, Users).Select(number => FakeUser.Numbered(number)));
        sync.Clerk.DeletedCursor = cursor;
        var time = FakeUser.Epoch + (Users * 1000);
        // A failure prints the seed that brings its history back.
        await Gen.Select(ProviderChange.Any.Array[0, 12], Gen.Int[0, 9]).SampleAsync(
            async (changes, deletedCursor) =>
            {
                using var history = new ProviderHistory(sync, changes, deletedCursor, () => ++time);
                await history.RunAsync();
                Assert.Empty(await sync.DifferencesAsync());
                return true;
            },
            iter: Histories,
            threads: 1);
    }
}
