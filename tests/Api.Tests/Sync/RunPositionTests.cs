using System.Text.Json;

namespace OrleansUsers.Api.Tests;

public class RunPositionTests
{
    [Fact]
    public void A_position_loads_that_lacks_what_later_builds_have_added()
    {
        var position = Load("{}");
        Assert.Empty(position.Ranges);
        Assert.Equal(new SyncCounts(), position.Counts);

        var range = Assert.Single(Load("""{"Ranges":[{"From":1,"To":2}]}""").Ranges);
        Assert.Equal((1L, 2L, new SyncCounts()), (range.From, range.To, range.Counts));
        Assert.Empty(range.Ties);
    }

    private static RunPosition Load(string text) => JsonSerializer.Deserialize(text, SyncJson.Default.RunPosition)!;
}
