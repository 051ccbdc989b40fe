namespace OrleansUsers.Silo.Tests;

public sealed class ClockComparisonTests
{
    [Theory]
    [InlineData(0, 0.5, "ok", "clock: agrees with that of the database, within 0.5 s")]
    [InlineData(5.4, 0.5, "ok", "within 5.9 s")]
    [InlineData(-5.4, 0.5, "ok", "within 5.9 s")]
    [InlineData(5.6, 0.5, "fault", "clock: SETTING: this machine's is 5.6 s behind that of the database.")]
    [InlineData(-5.6, 0.5, "fault", "this machine's is 5.6 s ahead of that of the database.")]
    [InlineData(60, 0.5, "fault", "new tokens are refused as not valid yet.")]
    [InlineData(-60, 0.5, "fault", "tokens are refused as expired.")]
    [InlineData(301, 0.5, "fault", "and webhooks from 300 s on.")]
    [InlineData(-301, 0.5, "fault", "and webhooks from 300 s on.")]
    [InlineData(6, 4, "ok", "within 10 s")]
    public void Clocks_differ_when_they_do_so_by_more_than_tokens_may(double ahead, double uncertainty, string level, string text)
    {
        var result = ClockComparison.Of("the database", "SETTING", TimeSpan.FromSeconds(ahead), TimeSpan.FromSeconds(uncertainty));
        Assert.Equal(level, result.Level);
        Assert.Contains(text, result.Text, StringComparison.Ordinal);
    }
}
