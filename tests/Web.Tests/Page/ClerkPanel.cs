using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

/// <summary>The provider's side of the page. Whoever signs in is chosen there.</summary>
internal sealed class ClerkPanel(ILocator region)
{
    public ILocator Region => region;

    /// <summary>What the webhook endpoint said to the last event.</summary>
    public ILocator Answer => region.GetByRole(AriaRole.Status, new() { Name = "Answer of the webhook" });

    /// <summary>What the chosen person is called at Clerk.</summary>
    public ILocator Name => region.GetByLabel("Name");

    public Task ChooseAsync(Person person) => region.GetByLabel("Person").SelectOptionAsync(person.Id);

    public Task CreateAsync() => SendAsync("Create", "user.created");

    public async Task RenameAsync(string name)
    {
        await Name.FillAsync(name);
        await SendAsync("Rename", "user.updated");
    }

    public async Task DeleteAsync()
    {
        await Button("Delete…").ClickAsync();
        await ConfirmDeletionAsync();
    }

    public Task ConfirmDeletionAsync() => SendAsync("Delete for good", "user.deleted");

    /// <summary>An event that was an hour on its way.</summary>
    public async Task RenameLateAsync(string name)
    {
        await region.GetByLabel("Send it late").CheckAsync();
        await RenameAsync(name);
    }

    /// <summary>Waits until the page says so of what the server knows of the chosen person.</summary>
    public Task KnowsAsync(string words) => Assertions.Expect(region.GetByText(words)).ToBeVisibleAsync();

    public Task HasFocusAsync(string button) => Assertions.Expect(Button(button)).ToBeFocusedAsync();

    public ILocator Button(string name) => region.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task SendAsync(string button, string type)
    {
        await Button(button).ClickAsync();
        await Assertions.Expect(Answer).ToHaveTextAsync(new Regex($@"^{type} of .* answered 200\."));
    }
}
