using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class AdminKeyTests(Apps apps)
{
    private const string Token = "https://later.example.test|user_1";

    [Fact]
    public async Task Without_the_setting_there_is_no_admin_API()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        foreach (var key in new[] { null, "", Sandbox.AdminKey })
        {
            var admin = new Admin(api, key);
            Expect.Problem(await admin.LinkAsync("user_1", Token), HttpStatusCode.NotFound);
            Expect.Problem(await admin.UnlinkAsync("user_1", Token), HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("an-admin-key-of-more-than-32-character")]
    [InlineData("an-admin-key-of-more-than-32-characters!")]
    [InlineData("AN-ADMIN-KEY-OF-MORE-THAN-32-CHARACTERS")]
    [InlineData("another-key-of-more-than-32-characters!")]
    public async Task Without_the_right_key_nothing_is_done_and_nothing_is_told(string? key)
    {
        var app = await apps.On();
        var (user, admin) = (await app.NewUserAsync(), new Admin(app.Api, key));
        Expect.Unauthorized(await admin.LinkAsync(user.Id, Token));
        Expect.Unauthorized(await admin.LinkAsync("nobody", "no token identifier"));
        Expect.Unauthorized(await admin.UnlinkAsync(user.Id, app.Clerk.TokenIdentifier(user.Id)));
        Assert.Single(Links.TokensOf(Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())));
    }

    [Fact]
    public async Task A_session_token_is_no_admin_key_and_the_key_is_no_session_token()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        var caller = await app.SignedInAsync(user.Id);
        var asCaller = await app.Api.PostAsync($"/admin/users/{user.Id}/token-identifiers", caller.Token, new { tokenIdentifier = Token });
        Expect.Unauthorized(asCaller);
        Expect.Unauthorized(await new Admin(app.Api, caller.Token).LinkAsync(user.Id, Token));
        Expect.Unauthorized(await app.Admin.SendAsync(HttpMethod.Get, "/users/current"));
        Expect.Unauthorized(await app.Api.GetAsync("/users/current", Sandbox.AdminKey));
    }

    [Fact]
    public async Task The_key_is_in_nothing_the_process_writes()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, $"https://later.example.test|{user.Id}");
        Expect.Unauthorized(await new Admin(app.Api, Sandbox.AdminKey + "!").LinkAsync(user.Id, Token));
        Assert.DoesNotContain(Sandbox.AdminKey, app.Api.Output, StringComparison.Ordinal);
    }
}
