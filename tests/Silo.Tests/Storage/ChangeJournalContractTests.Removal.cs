using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public abstract partial class ChangeJournalContractTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private protected abstract IJournalRemoval Removal { get; }

    /// <summary>Adds entries of 100 changes each, that were written this long ago.</summary>
    private protected abstract Task FillAsync(int entries, TimeSpan age);

    [Fact]
    public async Task Old_entries_are_removed_in_parts_and_the_last_removed_position_is_recorded()
    {
        await FillAsync(30, TimeSpan.FromDays(8));
        await FillAsync(10, TimeSpan.FromDays(6));
        var before = await Journal.Read(0, 100, Stop);

        Assert.Equal(20, await Removal.RemoveOldest(20, Week, Stop));
        Assert.Equal(new JournalRange(before[19].Position, before[^1].Position), await Journal.ReadRange(Stop));
        Assert.Equal(10, await Removal.RemoveOldest(20, Week, Stop));
        Assert.Equal(0, await Removal.RemoveOldest(20, Week, Stop));
        Assert.Equal(new JournalRange(before[29].Position, before[^1].Position), await Journal.ReadRange(Stop));
        Assert.Equal(before.Skip(30).Select(entry => entry.Position), (await Journal.Read(0, 100, Stop)).Select(entry => entry.Position));
    }

    [Fact]
    public async Task The_newest_entry_stays_however_old_it_is()
    {
        Assert.Equal(0, await Removal.RemoveOldest(20, TimeSpan.Zero, Stop));
        await FillAsync(5, TimeSpan.FromDays(80));
        Assert.Equal(4, await Removal.RemoveOldest(20, Week, Stop));
        var last = Assert.Single(await Journal.Read(0, 100, Stop));
        Assert.Equal(0, await Removal.RemoveOldest(20, Week, Stop));
        Assert.Equal(last.Position, (await Journal.ReadRange(Stop)).Last);

        await Table.Write([Row(StoredUser.None("next").Next(Named("Next")))]);
        Assert.Equal("next", Assert.Single(Assert.Single(await Journal.Read(last.Position, 100, Stop)).Changes).ExternalId);
        Assert.Equal(1, await Removal.RemoveOldest(20, Week, Stop));
        Assert.Equal(last.Position, (await Journal.ReadRange(Stop)).Removed);
    }

    [Fact]
    public async Task An_entry_of_a_time_when_the_clock_was_ahead_does_not_hold_up_the_removal()
    {
        await FillAsync(1, TimeSpan.FromDays(-1_000));
        await FillAsync(5, TimeSpan.FromDays(8));
        await FillAsync(2, TimeSpan.Zero);
        Assert.Equal(6, await Removal.RemoveOldest(20, Week, Stop));
    }

    [Fact]
    public async Task Processes_that_remove_at_once_remove_each_entry_once()
    {
        await FillAsync(200, TimeSpan.FromDays(8));
        var last = (await Journal.ReadRange(Stop)).Last;
        using var other = NewRemoval() as IDisposable;
        var removals = new[] { Removal, other as IJournalRemoval ?? NewRemoval() };
        var removed = await Task.WhenAll(removals.Select(removal => Task.Run(async () =>
        {
            var sum = 0;
            for (var i = 0; i < 20; i++)
                sum += await removal.RemoveOldest(20, Week, Stop);
            return sum;
        })));
        Assert.Equal(199, removed.Sum());
        Assert.Equal(new JournalRange(last - 1, last), await Journal.ReadRange(Stop));
    }

    [Theory, InlineData(0), InlineData(3), InlineData(3_000)]
    public async Task The_size_is_counted_in_a_small_journal_and_estimated_in_a_large_one(int entries)
    {
        await FillAsync(entries, TimeSpan.FromDays(2));
        var size = await Removal.ReadSize(Stop);
        if (entries < 1_000)
            Assert.Equal(entries, size.Entries);
        Assert.InRange(size.Entries, entries * 0.99, entries * 1.01);
        // A hundred changes of 20 to 70 bytes.
        Assert.InRange(size.Bytes, entries * 2_000, entries * 7_000);
        Assert.Equal(entries == 0 ? 0 : 2, size.OldestAge.TotalDays, precision: 2);
    }

    [Fact]
    public async Task A_journal_that_outgrows_its_limit_loses_its_oldest_entries_and_a_metric_tells()
    {
        await FillAsync(2_000, TimeSpan.FromHours(1));
        await FillAsync(10, TimeSpan.Zero);
        var before = await Removal.ReadSize(Stop);
        Assert.True(before.Bytes > 2 << 20, $"{before}");

        using var meter = new Meter("journal");
        var measured = Measure(meter, out var listener);
        using (listener)
        {
            using var retention = Retention(maxMegabytes: 1, meter);
            await retention.Remove(Stop);
            var after = await Removal.ReadSize(Stop);
            Assert.InRange(after.Bytes, (1 << 20) * 0.9, 1 << 20);
            listener.RecordObservableInstruments();
            Assert.Equal(before.Entries - after.Entries, measured["orleans_users.changes.removed_early"]);
            Assert.Equal(after.Entries, measured["orleans_users.changes.entries"]);
            Assert.Equal(after.Bytes, measured["orleans_users.changes.size"]);
        }
        var range = await Journal.ReadRange(Stop);
        Assert.True(range.Removed > 0);
    }

    [Fact]
    public async Task What_was_written_within_the_last_minute_stays_also_when_the_journal_is_too_large()
    {
        await FillAsync(2_000, TimeSpan.FromSeconds(10));
        using var meter = new Meter("journal");
        using var retention = Retention(maxMegabytes: 1, meter);
        await retention.Remove(Stop);
        Assert.Equal(0, (await Journal.ReadRange(Stop)).Removed);
    }

    private protected abstract IJournalRemoval NewRemoval();

    private JournalRetention Retention(int maxMegabytes, Meter meter) => new(
        Removal,
        new ChangesSettings { MaxMegabytes = maxMegabytes },
        new JournalMetrics(meter),
        TimeProvider.System,
        NullLogger<JournalRetention>.Instance);

    private static Dictionary<string, double> Measure(Meter meter, out MeterListener listener)
    {
        var measured = new Dictionary<string, double>();
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.Start();
        return measured;
    }
}
