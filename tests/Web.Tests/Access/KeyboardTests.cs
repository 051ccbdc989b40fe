using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

public sealed class KeyboardTests(Site site)
{
    [Fact]
    public async Task Signing_in_being_renamed_writing_and_signing_out_need_no_mouse()
    {
        await using var tab = await site.OpenAsync();
        var keyboard = new Keyboard(tab.Page);
        var ada = Person.Ada;
        await keyboard.GoToAsync(tab.Store.Field("Name"));
        await keyboard.WriteAsync(ada.Name);
        await keyboard.GoToAsync(tab.Store.Field("User id"));
        await keyboard.WriteAsync(ada.Id);
        await keyboard.PressAsync("Enter");
        await tab.Store.ShowsAsync("Ada Lovelace");
        Assert.True(await tab.Store.HoldsFocusAsync());

        await keyboard.GoToAsync(tab.Clerk.Name);
        await keyboard.WriteAsync("Augusta King");
        await keyboard.GoToAsync(tab.Clerk.Button("Rename"));
        await keyboard.PressAsync("Enter");
        await tab.Store.ShowsAsync("Augusta King");

        await keyboard.GoToAsync(tab.Messages.Box);
        await keyboard.WriteAsync($"By hand, {ada.Id}");
        await keyboard.PressAsync("Enter");
        await tab.Messages.ShowsAsync($"By hand, {ada.Id}", "Augusta King");

        await keyboard.GoToAsync(tab.Store.Button("Sign out"));
        await keyboard.PressAsync("Space");
        await tab.Store.SaysAsync("Signed out");
        Assert.True(await tab.Store.HoldsFocusAsync());
    }

    [Fact]
    public async Task Asked_whether_to_delete_the_keyboard_is_on_keeping_and_goes_back_to_where_it_was()
    {
        await using var tab = await site.OpenAsync();
        var keyboard = new Keyboard(tab.Page);
        await tab.Store.SignInAsync(Person.Ada);
        await tab.Store.ShowsAsync("Ada Lovelace");
        await keyboard.GoToAsync(tab.Clerk.Button("Delete…"));
        await keyboard.PressAsync("Enter");
        await tab.Clerk.HasFocusAsync("Keep");
        await keyboard.PressAsync("Enter");
        await tab.Clerk.HasFocusAsync("Delete…");
    }
}
