using CsCheck;
using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public sealed partial class PostgresChangeJournalTests
{
    [Fact]
    public async Task In_any_schedule_no_entry_appears_before_one_that_was_read() => await Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 3]).Array[4, 40].SampleAsync(
        async schedule =>
        {
            await ExecuteAsync("delete from user_changes");
            var (open, committed, n) = (new (NpgsqlConnection Writer, List<string> Users)?[4], new HashSet<string>(), 0);
            var start = (await Journal.ReadRange(Stop)).Last;
            var readers = Enumerable.Range(0, 4).Select(_ => new Reader(Journal, start)).ToArray();
            foreach (var (step, slot) in schedule)
            {
                if (step is 0 or 1)
                {
                    open[slot] ??= (await BeginAsync(), []);
                    open[slot]!.Value.Users.Add($"{Guid.NewGuid():N} {n++}");
                    await InsertAsync(open[slot]!.Value.Writer, open[slot]!.Value.Users[^1]);
                }
                else if (step is 2 or 3 && open[slot] is (var writer, var users))
                {
                    await RunAsync(writer, step is 2 ? "commit" : "rollback");
                    await writer.DisposeAsync();
                    if (step is 2)
                        committed.UnionWith(users);
                    open[slot] = null;
                }
                else
                    await readers[slot].ReadAsync(maxEntries: 1 + slot);
            }
            foreach (var transaction in open.OfType<(NpgsqlConnection Writer, List<string>)>())
                await transaction.Writer.DisposeAsync();

            foreach (var reader in readers)
                await reader.ReadAsync(maxEntries: 1_000);
            Assert.Equal(committed.Order(), readers[0].Users.Order());
            Assert.All(readers, reader => Assert.Equal(readers[0].Users, reader.Users));
        },
        iter: 30,
        threads: 1);

    private sealed class Reader(IChangeJournal journal, long position)
    {
        private long _position = position;

        public List<string> Users { get; } = [];

        public async Task ReadAsync(int maxEntries)
        {
            foreach (var entry in await journal.Read(_position, maxEntries, Stop))
            {
                Users.AddRange(entry.Changes.Select(change => change.ExternalId));
                _position = entry.Position;
            }
        }
    }
}
