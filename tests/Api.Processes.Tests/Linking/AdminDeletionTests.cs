using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class AdminDeletionTests(Apps apps)
{
    [Fact]
    public async Task A_user_deleted_by_an_operator_is_gone_for_good()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        var caller = await app.SignedInAsync(user.Id);

        UnlinkTests.NoContent(await app.Admin.DeleteAsync(user.Id));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
        Expect.Taken(await app.DeliverAsync((user with { UpdatedAt = Person.Epoch.AddDays(90) }).Updated()));
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_user_nobody_heard_of_can_be_deleted_before_they_come()
    {
        var app = await apps.On();
        var subject = $"auth0|{Guid.NewGuid():N}";

        UnlinkTests.NoContent(await app.Admin.DeleteAsync(app.Auth0.ExternalId(subject)));
        Expect.Problem(await (await app.SignedInAsync(app.Auth0, subject)).StoreAsync(), HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_request_through_a_proxy_deletes_nobody_else()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        // It sends the whole address as the target of the request.
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(app.Api.Client.BaseAddress) });
        client.DefaultRequestHeaders.Add("X-Api-Key", Sandbox.AdminKey);

        var address = new Uri(app.Api.Client.BaseAddress!, $"/admin/users/{user.Id}");
        using var answer = await client.DeleteAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Expect.Problem(await (await app.SignedInAsync(user.Id)).CurrentAsync(), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_the_key_nobody_is_deleted()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();

        Expect.Unauthorized(await new Admin(app.Api, key: null).DeleteAsync(user.Id));
        Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync());
        Expect.Problem(await app.Admin.DeleteAsync(new string('x', 401)), HttpStatusCode.NotFound);
    }
}
