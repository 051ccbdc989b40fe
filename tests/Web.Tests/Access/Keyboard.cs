using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>Somebody without a mouse. Whatever they pass on their way must show that it has the focus.</summary>
internal sealed class Keyboard(IPage page)
{
    private const int MostStops = 80;

    /// <summary>Goes on by Tab until this has the focus.</summary>
    public async Task GoToAsync(ILocator target)
    {
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            var invisible = await page.EvaluateAsync<string?>("""
                () => {
                  const focused = document.activeElement;
                  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
                  const { width, height } = focused.getBoundingClientRect();
                  const isMarked = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && width > 1 && height > 1;
                  return focused === document.body || isMarked ? null : focused.outerHTML;
                }
                """);
            Assert.True(invisible is null, $"Nobody sees that this has the focus: {invisible}");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
        }
        Assert.Fail($"{MostStops} times Tab do not lead to {target}");
    }

    /// <summary>Writes over whatever the field with the focus holds.</summary>
    public async Task WriteAsync(string text)
    {
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(text);
    }

    public Task PressAsync(string key) => page.Keyboard.PressAsync(key);
}
