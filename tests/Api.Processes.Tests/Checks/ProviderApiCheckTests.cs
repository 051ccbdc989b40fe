using System.Diagnostics;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What <c>check</c> says of the APIs of Clerk and Auth0.</summary>
public sealed class ProviderApiCheckTests(Apps apps)
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_key_of_Clerk_is_accepted_and_its_instance_is_named(bool hasInstance)
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        clerk.HasInstance = hasInstance;
        var settings = With(clerk).With("CLERK_INSTANCE_ID", clerk.InstanceId).With("Sync__RequestsPer10Seconds", "1");
        Assert.Equal(["ok     API of clerk: the key is accepted, instance ins_2fake"], await CheckAsync(settings, exitCode: 0));
    }

    [Fact]
    public async Task A_refused_key_of_Clerk_is_a_fault_that_names_its_setting()
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        var settings = With(clerk);
        clerk.SecretKey = "sk_test_another";
        Assert.Equal(["fault  API of clerk: CLERK_SECRET_KEY is refused (401)"], await CheckAsync(settings, exitCode: 1));
    }

    [Fact]
    public async Task The_key_of_another_instance_is_a_fault_that_names_both_settings()
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        var line = Assert.Single(await CheckAsync(With(clerk).With("CLERK_INSTANCE_ID", "ins_2other"), exitCode: 1));
        Assert.StartsWith("fault  API of clerk: CLERK_SECRET_KEY or CLERK_INSTANCE_ID is wrong.", line, StringComparison.Ordinal);
        Assert.Contains(clerk.InstanceId, line, StringComparison.Ordinal);
        Assert.Contains("ins_2other", line, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Absences => new()
    {
        { "refuses", "cannot be reached" },
        { "404", "answered 404" },
        { "500", "answered 500" },
        { "html", "HTML page" },
        { "silent", "did not answer within" },
    };

    [Theory, MemberData(nameof(Absences))]
    public async Task An_API_of_Clerk_that_does_not_answer_is_a_fault_that_names_its_address(string fault, string expected)
    {
        await using var clerk = await FakeClerkApi.StartAsync();
        if (fault == "refuses")
            await clerk.RefuseAsync();
        clerk.Faults = _ => fault switch
        {
            "html" => Fault.Html(status: 200),
            "404" => Fault.Status(404),
            "500" => Fault.Status(500),
            _ => Fault.Silent,
        };
        var start = Stopwatch.GetTimestamp();
        var line = Assert.Single(await CheckAsync(With(clerk), exitCode: 1));
        Assert.StartsWith($"fault  API of clerk: CLERK_API_URL ({clerk.Url}): ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Without_a_key_a_note_says_that_nothing_is_synced()
    {
        var app = await apps.On(DatabaseKind.Sqlite);
        Assert.Equal(
            ["note   API of auth0: no key, so nothing is synced", "note   API of clerk: no key, so nothing is synced"],
            await CheckAsync(Beside(app), exitCode: 0));
    }

    [Fact]
    public async Task A_secret_of_Auth0_is_accepted()
    {
        await using var auth0 = await FakeAuth0Api.StartAsync();
        var lines = await CheckAsync(auth0.AddTo(Beside(await apps.On(DatabaseKind.Sqlite))), exitCode: 0);
        Assert.Contains("ok     API of auth0: the key is accepted", lines);
    }

    [Theory, InlineData(401, "ClientId"), InlineData(403, "read:users")]
    public async Task A_refused_secret_of_Auth0_is_a_fault_that_names_its_setting(int status, string advice)
    {
        await using var auth0 = await FakeAuth0Api.StartAsync();
        auth0.Faults = _ => Fault.Status(status);
        var lines = await CheckAsync(auth0.AddTo(Beside(await apps.On(DatabaseKind.Sqlite))), exitCode: 1);
        Assert.StartsWith(
            $"fault  API of auth0: Providers__auth0__ClientSecret is refused ({status}). ", lines[0], StringComparison.Ordinal);
        Assert.Contains(advice, lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_of_Auth0_that_cannot_be_reached_is_a_fault_that_names_its_domain()
    {
        await using var auth0 = await FakeAuth0Api.StartAsync();
        var nowhere = $"http://127.0.0.1:{FreePort.Find()}";
        var settings = auth0.AddTo(Beside(await apps.On(DatabaseKind.Sqlite))).With("Providers__auth0__Domain", nowhere);
        Assert.StartsWith(
            $"fault  API of auth0: Providers__auth0__Domain ({nowhere}): ",
            (await CheckAsync(settings, exitCode: 1))[0],
            StringComparison.Ordinal);
    }

    private static ApiSettings With(FakeClerkApi clerk) =>
        new ApiSettings().With("CLERK_SECRET_KEY", clerk.SecretKey).With("CLERK_API_URL", clerk.Url);

    private static ApiSettings Beside(Sandbox app) => app.Settings.With("ASPNETCORE_URLS", app.Api.Client.BaseAddress!.ToString());

    /// <summary>The lines about APIs. No line may hold a secret.</summary>
    private static async Task<string[]> CheckAsync(ApiSettings settings, int exitCode)
    {
        var output = await settings.RunAsync(exitCode, "check");
        foreach (var name in (string[])["CLERK_SECRET_KEY", "Providers__auth0__ClientSecret"])
        {
            if (settings.Variables.TryGetValue(name, out var secret))
                Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
        }
        return [.. output.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Contains(" API of ", StringComparison.Ordinal))];
    }
}
