using System.Net;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class UserViewTests(Site site)
{
    [Fact]
    public async Task A_wrong_name_is_explained_and_mended_from_the_provider()
    {
        var person = Person.Ada.Named("Ada", "Wrong");
        await site.Api.ClerkSendsAsync(person.Created());
        site.Clerk.Add(new FakeUser(person.Id)
        {
            LastName = "Right",
            Email = person.Email,
            UpdatedAt = person.UpdatedAt.AddSeconds(1).ToUnixTimeMilliseconds(),
        });
        await using var page = await Operator.SignedInAsync(site);
        await page.GoToUserAsync(person.Id);
        await page.ShowsAsync("Ada Wrong");
        Assert.True(await page.HasFocusOnHeadingAsync());
        await page.Field("Name").GetByText("Why is Name “Ada Wrong”?").ClickAsync();
        await Assertions.Expect(page.Field("Name")).ToContainTextAsync("From the directory of clerk, changed");

        await page.Button("Read again from clerk").ClickAsync();
        await page.ShowsAsync("Ada Right");
        await page.SaysAsync("Changed: Name, Last name");
        await Assertions.Expect(page.Region("Timeline").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Assertions.Expect(page.Region("Webhooks of this user")).ToContainTextAsync("user.created");
        Assert.DoesNotContain("Right", await page.Page.TitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_is_deleted_only_after_the_id_is_typed_and_is_reinstated()
    {
        var person = Person.Ada;
        await site.Api.ClerkSendsAsync(person.Created());
        await using var page = await Operator.SignedInAsync(site);
        await page.GoToUserAsync(person.Id);
        await page.Button("Delete…").ClickAsync();
        var confirm = page.Question.GetByRole(AriaRole.Button, new() { Name = "Delete for good" });
        await page.Question.GetByRole(AriaRole.Textbox).FillAsync(person.Id[..^1]);
        await Assertions.Expect(confirm).ToBeDisabledAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Button("Delete…")).ToBeFocusedAsync();
        await page.ShowsAsync(person.Name);

        await page.Button("Delete…").ClickAsync();
        await page.Question.GetByRole(AriaRole.Textbox).FillAsync(person.Id);
        await confirm.ClickAsync();
        await page.SaysAsync("The user was deleted.");
        await page.SaysAsync("You can reinstate the id.");
        await Assertions.Expect(page.Region("Timeline")).ToContainTextAsync("Deleted");

        await page.Button("Reinstate…").ClickAsync();
        await page.Question.GetByRole(AriaRole.Button, new() { Name = "Reinstate" }).ClickAsync();
        await page.SaysAsync("The id was reinstated.");
        await page.SaysAsync("Tokens and events made before that have no effect.");
    }

    [Fact]
    public async Task A_sign_in_is_linked_and_unlinked_and_a_refusal_is_told_in_its_words()
    {
        var person = Person.Ada;
        await site.Api.ClerkSendsAsync(person.Created());
        await using var page = await Operator.SignedInAsync(site);
        await page.GoToUserAsync(person.Id);
        var region = page.Region("Token identifiers");
        var identifier = $"https://other.example.test/|{person.Id}";
        await region.GetByLabel("Link one more sign-in").FillAsync(identifier);
        await region.GetByRole(AriaRole.Button, new() { Name = "Link", Exact = true }).ClickAsync();
        await page.SaysAsync("The token identifier was linked.");
        await region.GetByRole(AriaRole.Button, new() { Name = $"Unlink {identifier}" }).ClickAsync();
        await page.Question.GetByRole(AriaRole.Button, new() { Name = "Unlink", Exact = true }).ClickAsync();
        await page.SaysAsync("The token identifier was unlinked.");
        await Assertions.Expect(region.GetByText(identifier)).ToHaveCountAsync(0);

        page.Watch.Expect(HttpStatusCode.BadRequest);
        await region.GetByLabel("Link one more sign-in").FillAsync("nonsense");
        await region.GetByRole(AriaRole.Button, new() { Name = "Link", Exact = true }).ClickAsync();
        await page.SaysAsync("A token identifier is the issuer, a | and the subject");
    }

    [Fact]
    public async Task An_export_is_saved_as_a_file()
    {
        var person = Person.Ada;
        await site.Api.ClerkSendsAsync(person.Created());
        await using var page = await Operator.SignedInAsync(site);
        await page.GoToUserAsync(person.Id);
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Button("Export").ClickAsync());
        Assert.Equal($"{person.Id}.json", download.SuggestedFilename);
        Assert.Contains(person.Email, await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_are_blanked_with_the_user_after_the_id_is_typed()
    {
        var person = Person.Ada;
        await site.Api.ClerkSendsAsync(person.Created());
        await using var page = await Operator.SignedInAsync(site);
        await page.GoToUserAsync(person.Id);
        await page.Button("Delete and blank all messages…").ClickAsync();
        await page.Question.GetByRole(AriaRole.Textbox).FillAsync(person.Id);
        await page.Question.GetByRole(AriaRole.Button, new() { Name = "Delete and blank for good" }).ClickAsync();
        await page.SaysAsync("The user was deleted, and all messages were blanked.");
    }
}
