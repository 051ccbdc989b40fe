using System.Net;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class AdminAccessTests(Site site)
{
    private static readonly (string View, string Path)[] Views =
        [("users", "users"), ("sync", "sync"), ("webhooks", "webhooks"), ("check", "checks"), ("user", "user")];

    [Theory]
    [InlineData(1280, false), InlineData(1280, true), InlineData(360, false), InlineData(360, true)]
    public async Task Everybody_can_use_each_view_at_each_size_in_light_and_dark(int width, bool isDark)
    {
        var person = Person.Ada with { LastName = "A-word-without-a-space-in-it-which-is-longer-than-a-line-of-a-telephone" };
        await site.Api.ClerkSendsAsync(person.Created());
        await using var page = await Operator.OpenAsync(site, new Look(width, isDark));
        await CheckAsync(page, "sign-in");
        await page.SignInAsync(Site.AdminKey);
        foreach (var (view, _) in Views)
        {
            await OpenAsync(page, view, person.Id);
            await Assertions.Expect(page.Page.Locator("section.panel").First).ToBeVisibleAsync();
            await Assertions.Expect(page.Page.GetByText("Loading")).ToHaveCountAsync(0);
            await CheckAsync(page, view);
        }
        await page.Page.Locator("summary").First.ClickAsync();
        await page.Button("Delete…").ClickAsync();
        await CheckAsync(page, "delete");
        await page.Page.Keyboard.PressAsync("Escape");
        await OpenAsync(page, "what-if", person.Id);
        await page.Button("Use an example").ClickAsync();
        await page.Button("Show what it would do").ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Table).First).ToBeVisibleAsync();
        await CheckAsync(page, "what-if");
    }

    [Fact]
    public async Task Each_view_says_that_it_loads_and_why_it_failed_and_mends_itself()
    {
        await using var page = await Operator.SignedInAsync(site, hash: "#/what-if");
        page.Watch.Expect(HttpStatusCode.ServiceUnavailable);
        foreach (var (view, path) in Views)
        {
            var answers = new TaskCompletionSource();
            await page.Page.RouteAsync($"**/admin/{path}?*", route => FailAsync(route, answers.Task));
            await page.Page.RouteAsync($"**/admin/{path}", route => FailAsync(route, answers.Task));
            await OpenAsync(page, view, "user_1");
            await page.SaysAsync("Loading");
            await CheckAsync(page, $"{view}-loading");
            answers.SetResult();
            await page.SaysAsync("The store is away.");
            await CheckAsync(page, $"{view}-failed");
            await page.Page.UnrouteAllAsync();
            page.Watch.Expect(HttpStatusCode.NotFound);
            await Assertions.Expect(page.Page.GetByText("The store is away.")).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Signing_in_finding_a_user_asking_why_and_not_deleting_need_no_mouse()
    {
        var person = Person.Ada;
        await site.Api.ClerkSendsAsync(person.Created());
        await using var page = await Operator.OpenAsync(site);
        var keyboard = new Keyboard(page.Page);
        await keyboard.WriteAsync(Site.AdminKey);
        await keyboard.PressAsync("Enter");
        await page.ShowsAsync("Users");
        await keyboard.GoToAsync(page.Search);
        await keyboard.WriteAsync(person.Id);
        var link = page.Region("Users found").GetByRole(AriaRole.Link);
        await Assertions.Expect(link).ToHaveCountAsync(1);
        await keyboard.GoToAsync(link);
        await keyboard.PressAsync("Enter");
        await page.ShowsAsync(person.Name);
        await keyboard.GoToAsync(page.Button("Delete…"));
        await keyboard.PressAsync("Enter");
        await keyboard.WriteAsync("user_of_another_id");
        await keyboard.GoToAsync(page.Question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }));
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Button("Delete…")).ToBeFocusedAsync();
        await keyboard.GoToAsync(page.Field("Name").Locator("summary"));
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Field("Name")).ToContainTextAsync("From the directory of clerk");
    }

    private static Task OpenAsync(Operator page, string view, string userId) => view == "user"
        ? page.GoToUserAsync(userId)
        : page.Page.EvaluateAsync("view => { location.hash = `#/${view}`; }", view);

    private static async Task FailAsync(IRoute route, Task until)
    {
        await until;
        await route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
            Body = """{"title": "The store is away."}""",
        });
    }

    private static Task CheckAsync(Operator page, string state) => Usable.CheckAsync(page.Page, page.Look, $"admin-{state}");
}
