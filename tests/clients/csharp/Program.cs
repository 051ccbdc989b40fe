// Uses the client that Kiota generates from the API document: client ADDRESS TOKEN ADMIN-KEY. A test copies both into a folder, builds and
// runs them.
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using OrleansUsers.Client;
using OrleansUsers.Client.Models;

var (address, token, key) = (args[0], args[1], args[2]);
var user = ClientThatSends("Authorization", $"Bearer {token}");
var admin = ClientThatSends("X-Api-Key", key);

var now = await admin.Admin.Changes.GetAsync(call => call.QueryParameters.After = "latest");
var stored = await user.Users.Store.PostAsync();
Console.WriteLine($"stored {stored!.Id} {stored.Name} {stored.CreatedAt:yyyy} {stored.PhoneNumber ?? "no phone"}");
var current = await user.Users.Current.GetAsync(call => call.QueryParameters.Wait = 1);
Console.WriteLine($"read {current!.Id} version {current.Version}");
var profiles = await user.Users.GetAsync(call => call.QueryParameters.Id = [stored.Id!]);
Console.WriteLine($"profile {profiles![0].Name}");
var message = await user.Messages.PostAsync(new MessageDraft { Body = "Hello from C#!" });
var messages = await user.Messages.Current.GetAsync(call => call.QueryParameters.Limit = 1);
Console.WriteLine($"posted {messages!.Items![0].Id == message!.Id} {messages.Items[0].Body}");
var changes = await admin.Admin.Changes.GetAsync(call => call.QueryParameters.After = now!.After);
Console.WriteLine($"change {changes!.Items!.Single(change => change.UserId == stored.Id).Kind}");
Console.WriteLine($"sync {(await admin.Admin.Sync.GetAsync())!.State}");
await admin.Admin.Users[stored.Id!].DeleteAsync();
try
{
    await user.Users.Store.PostAsync();
}
catch (Problem problem)
{
    Console.WriteLine($"refused {problem.ResponseStatusCode} {problem.Title}");
}

UsersClient ClientThatSends(string header, string value) =>
    new(new HttpClientRequestAdapter(new HeaderAuthentication(header, value)) { BaseUrl = address });

// Kiota's own providers send a key by https only, and the test is on one machine.
internal sealed class HeaderAuthentication(string header, string value) : IAuthenticationProvider
{
    public Task AuthenticateRequestAsync(
        RequestInformation request, Dictionary<string, object>? context = null, CancellationToken cancellationToken = default)
    {
        request.Headers.Add(header, value);
        return Task.CompletedTask;
    }
}
