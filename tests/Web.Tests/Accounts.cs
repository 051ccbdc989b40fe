using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

/// <summary>Accounts at the fake Clerk, in the words of these tests.</summary>
internal static class Accounts
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    extension(Person person)
    {
        public static Person Ada => Person.New() with { UpdatedAt = Now };

        public static Person Grace => Person.New().Named("Grace", "Hopper");

        public string Name => $"{person.FirstName} {person.LastName}";

        /// <summary>The same account with a name that it has since now.</summary>
        public Person Named(string first, string last) => person with { FirstName = first, LastName = last, UpdatedAt = Now };
    }

    /// <summary>Clerk sends a webhook, and nothing of the page has a part in it.</summary>
    public static async Task ClerkSendsAsync(this ApiProcess api, JsonObject @event)
    {
        // The only thing that the page would get from anybody else; one that is of no use to it stands in.
        if (@event["data"]!["image_url"] is not null)
            @event["data"]!["image_url"] = "data:image/png;base64,AAAA";
        var answer = await api.PostAsync("/dev/webhooks", json: @event);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
    }
}
