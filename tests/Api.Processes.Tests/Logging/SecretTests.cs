using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SecretTests(Apps apps)
{
    // The program's own settings are quieter for some; a setting of the same name wins over them.
    private static readonly string[] Categories =
    [
        "Default", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Authentication.JwtBearer.JwtBearerHandler",
        "Microsoft.AspNetCore.DataProtection",
        "Microsoft.Extensions.Hosting.Internal.Host", "Orleans", "OrleansUsers.Silo.UserStorage", "Polly", "System.Net.Http.HttpClient",
    ];

    [Fact]
    public async Task No_secret_and_no_address_is_in_a_log_an_error_or_the_metrics_however_much_is_logged()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        var talk = Categories.Aggregate(app.Settings, (all, category) => all.With($"Logging__LogLevel__{category}", "Trace"));
        await using var talkative = await ApiProcess.StartAsync(talk);
        var run = new FullRun(app);
        ApiProcess[] processes = [app.Api, talkative];
        // Each twice, so that calls go from either process to grains on the other.
        foreach (var api in processes.Concat(processes))
            await run.OnAsync(api);

        await using (var blocker = await app.Database.OpenAsync())
        await using (var block = blocker.CreateCommand())
        {
            block.CommandText = "begin; lock table users in access exclusive mode";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(processes.Select(run.InTroubleAsync));
        }
        await app.Database.Postgres!.ShutOutAsync();
        await Task.WhenAll(processes.Select(run.InTroubleAsync));
        await app.Database.Postgres.LetInAsync();
        foreach (var api in processes)
            await run.OnAsync(api);
        await Task.WhenAll(processes.Select(api => api.StopAsync()));

        Assert.Contains(run.Answers, answer => answer.StartsWith("503 ", StringComparison.Ordinal));
        Assert.Contains("trce: Orleans.", talkative.Output, StringComparison.Ordinal);
        string[] unwanted = [.. run.Secrets, FullRun.Mail];
        Assert.Empty(run.Answers.SelectMany(answer => unwanted.Where(answer.Contains).Select(secret => $"{secret} in {answer}")));
        Assert.Empty(Lines(app.Api, unwanted));
        Assert.Empty(Lines(talkative, unwanted));
    }

    private static IEnumerable<string> Lines(ApiProcess api, IReadOnlyList<string> unwanted) =>
        api.Output.Split('\n').Where(line => unwanted.Any(line.Contains)).Take(20);
}
