namespace OrleansUsers.Api.Tests;

public class GoneLimitTests
{
    [Theory]
    [InlineData(100, 100, true)]
    [InlineData(101, 505, true)]
    [InlineData(101, 504, false)]
    [InlineData(200_000, 1_000_000, true)]
    [InlineData(200_001, 1_000_000, false)]
    [InlineData(101, 0, false)]
    public void More_than_a_fifth_and_more_than_a_hundred_are_too_many(long gone, long here, bool isAllowed)
    {
        var limit = new GoneLimit(here, applies: true);
        if (isAllowed)
            limit.Check(gone);
        else
            Assert.Contains("force", Assert.Throws<SyncFailedException>(() => limit.Check(gone)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void By_force_and_where_nothing_is_deleted_any_number_is_allowed()
    {
        new GoneLimit(1000, applies: false).Check(1000);
        GoneLimit.None.Check(long.MaxValue);
    }
}
