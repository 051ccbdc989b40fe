using System.Globalization;
using System.Net;
using System.Text.Json;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The commands of docs/first-day.md, in their order, on three processes with PostgreSQL.</summary>
public sealed class FirstDayTests(Apps apps) : IDisposable
{
    private static readonly DocumentCommands Page = new("first-day.md", before: "load");
    private static readonly DocumentCommands Start = new("first-day.md");

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = [];

    [Fact]
    public async Task The_commands_of_the_page_lead_from_nothing_to_an_upgraded_cluster()
    {
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var clerk = await FakeClerkApi.StartAsync(Enumerable.Range(0, 200).Select(number => FakeUser.Numbered(number)));
        var provider = new FakeProvider("clerk", "clerk", await apps.Foreign.StartIssuerAsync());
        var ports = Enumerable.Range(0, 3).Select(_ => FreePort.Find()).ToArray();
        Set("USERS_DATABASE", database.Postgres!.ConnectionString);
        Set("CLERK_ISSUER", provider.Issuer.Url);
        Set("CLERK_WEBHOOK_SECRET", provider.Secret);
        Set("CLERK_SECRET_KEY", clerk.SecretKey);
        Set("CLERK_API_URL", clerk.Url);
        Set("PROGRAM", _folder.File("first"));
        Set("SETTINGS", _folder.File("settings.env"));
        Set("RUN", _folder.Path);
        Set("PORTS", string.Join(' ', ports.Select(port => port.ToString(CultureInfo.InvariantCulture))));

        await Start.RunAsync("install", _variables);
        await RunAsync("prepare");
        await RunAsync("start");
        await RunAsync("sync");
        await DeliverAsync(ports[1], provider.Secret, HttpStatusCode.OK);

        var wrong = FakeUser.Numbered(7);
        Set("WORD", wrong.Id);
        Set("USER_ID", wrong.Id);
        var explained = await RunAsync("explain");
        Assert.Contains("\"outcome\":\"unchanged\"", explained, StringComparison.Ordinal);
        Assert.Contains("\"source\":\"directory\"", explained, StringComparison.Ordinal);
        await RunAsync("watch");

        await RefusedAsync(ports[2], provider.NextSecret);
        Set("NEXT_WEBHOOK_SECRET", provider.NextSecret);
        Set("KEY_NAME", "night");
        await RunAsync("rotate-webhook-secret");
        await RunAsync("rotate-admin-key");
        await RunAsync("restart");
        foreach (var port in ports)
        {
            await DeliverAsync(port, provider.Secret, HttpStatusCode.OK);
            await DeliverAsync(port, provider.NextSecret, HttpStatusCode.OK);
        }

        Set("NEXT_PROGRAM", _folder.File("second"));
        await RunAsync("upgrade");
        Set("PROGRAM", _variables["NEXT_PROGRAM"]);
        await RunAsync("restart");
        await DeliverAsync(ports[0], provider.NextSecret, HttpStatusCode.OK);
        Assert.Equal(201L, (long)(await database.QueryAsync("select count(*) as n from users"))[0]["n"]!);
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "users-*.pid"))
        {
            using var process = Running(int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture));
            process?.Kill();
            process?.WaitForExit();
        }
        _folder.Dispose();
    }

    private void Set(string name, string value) => _variables[name] = value;

    private Task<string> RunAsync(string block) => Page.RunAsync(block, _variables);

    private static Task RefusedAsync(int port, string secret) => DeliverAsync(port, secret, HttpStatusCode.BadRequest);

    // Always the same user: each delivery is a change of it.
    private static async Task DeliverAsync(int port, string secret, HttpStatusCode expected)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var answer = await client.DeliverAsync(secret, JsonSerializer.SerializeToUtf8Bytes(new Person("user_first_day").Created()));
        Assert.Equal(expected, answer.Status);
    }

    private static System.Diagnostics.Process? Running(int id)
    {
        try
        {
            return System.Diagnostics.Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
