using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>Whether everybody can use what is on the screen.</summary>
internal static class Usable
{
    // What fades in is judged when it is there.
    private const string Settle = """
        () => Promise.all(document.getAnimations()
          .filter(animation => animation.effect.getComputedTiming().endTime < Infinity)
          .map(animation => animation.finished.catch(() => {})))
        """;

    private const string TooWide = """
        () => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
          .filter(element => element.getBoundingClientRect().right > innerWidth)
          .map(element => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`)
        """;

    /// <summary>Fails when something is wider than the screen, or keeps somebody from using it.</summary>
    public static async Task CheckAsync(IPage page, Look look, string state)
    {
        await page.EvaluateAsync(Settle);
        await Picture.TakeAsync(page, look, state);
        Assert.Empty(await page.EvaluateAsync<string[]>(TooWide));
        var violations = await Axe.ViolationsAsync(page);
        Assert.True(violations.Length == 0, $"{state} {look}:\n{string.Join('\n', violations)}");
    }
}
