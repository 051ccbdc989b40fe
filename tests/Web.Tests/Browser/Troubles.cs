using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: OrleansUsers.Web.Tests.NoTrouble]

namespace OrleansUsers.Web.Tests;

/// <summary>What went wrong in the browsers of each test without having been announced.</summary>
internal static class Troubles
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> ByTest = [];

    /// <summary>Those of the test that runs now.</summary>
    public static ConcurrentQueue<string> Here => Of(TestContext.Current.Test!.UniqueID);

    public static ConcurrentQueue<string> Of(string test) => ByTest.GetOrAdd(test, _ => []);
}

/// <summary>Every test ends without an error or a warning in the page, a failed request, one to anybody else, or a reload.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NoTroubleAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        var troubles = Troubles.Of(test.UniqueID);
        Assert.True(troubles.IsEmpty, "The browser had trouble:\n" + string.Join('\n', troubles));
    }
}
