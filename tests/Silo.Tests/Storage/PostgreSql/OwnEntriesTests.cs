namespace OrleansUsers.Silo.Tests;

public sealed class OwnEntriesTests
{
    [Fact]
    public void The_newest_512_entries_are_kept()
    {
        var entries = new OwnEntries();
        for (var id = 1; id <= 600; id++)
            entries.Add(new OwnEntryKey(id, DateTime.UnixEpoch), []);
        Assert.Equal(Enumerable.Range(89, 512), entries.Newest().Keys.Select(key => (int)key.Id).Order());
    }
}
