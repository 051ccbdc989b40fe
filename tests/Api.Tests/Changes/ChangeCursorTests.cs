using Microsoft.AspNetCore.Http;

namespace OrleansUsers.Api.Tests;

/// <summary>Cursors and parameters of the feed of changes, as clients send them.</summary>
public sealed class ChangeCursorTests
{
    [Theory]
    [InlineData(0, 0, null), InlineData(1, 638_000_000_000_000_123, null), InlineData(long.MaxValue, long.MaxValue, int.MaxValue)]
    [InlineData(7, 9, 3)]
    public void A_cursor_is_read_as_it_was_written(long position, long tag, int? taken)
    {
        var cursor = new ChangeCursor(position, tag, taken);
        Assert.Equal(cursor, ChangeCursor.Read(cursor.ToString()));
    }

    [Theory]
    [InlineData(""), InlineData("1"), InlineData("1."), InlineData(".1"), InlineData("1.2.3.4"), InlineData("1.2."), InlineData("-1.2")]
    [InlineData("+1.2"), InlineData("1.2\0"), InlineData(" 1.2"), InlineData("1.2 "), InlineData("1,2"), InlineData("a.b")]
    [InlineData("\u0661.\u0662")]
    [InlineData("9223372036854775808.1"), InlineData("1.9223372036854775808"), InlineData("1.2.2147483648"), InlineData("1e3.2")]
    public void Any_other_text_is_no_cursor(string text) => Assert.Null(ChangeCursor.Read(text));

    [Theory]
    [InlineData("", 100, false), InlineData("?limit=1", 1, false), InlineData("?limit=1000&after=latest", 1000, true)]
    [InlineData("?limit=&after=", 100, false), InlineData("?after=5.6&other=1", 100, false)]
    public void Parameters_that_are_valid_are_read(string query, int limit, bool isLatest)
    {
        var paging = Paging(query);
        Assert.Equal((limit, isLatest), (paging!.Limit, paging.IsLatest));
        Assert.Equal(query.Contains("after=5", StringComparison.Ordinal) ? new ChangeCursor(5, 6) : null, paging.After);
    }

    [Theory]
    [InlineData("?limit=0"), InlineData("?limit=1001"), InlineData("?limit=-1"), InlineData("?limit=1.0"), InlineData("?limit=a")]
    [InlineData("?limit=5%00"), InlineData("?limit=1&limit=1"), InlineData("?limit=99999999999"), InlineData("?after=now")]
    [InlineData("?after=Latest"), InlineData("?after=1"), InlineData("?after=1.2&after=1.2"), InlineData("?after=latest%20")]
    public void Parameters_that_are_not_valid_are_refused(string query) => Assert.Null(Paging(query));

    private static ChangePaging? Paging(string query)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        return ChangePaging.Read(context.Request.Query);
    }
}
