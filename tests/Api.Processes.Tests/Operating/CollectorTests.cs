using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class CollectorTests(Apps apps)
{
    [Fact]
    public async Task A_collector_that_is_set_is_sent_metrics_and_traces_of_both_kinds_of_process_and_no_secret()
    {
        await using var collector = new Collector();
        await using var app = await apps.StartAsync(DatabaseKind.Postgres);
        var told = app.Settings
            .With("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address)
            .With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .With("OTEL_METRIC_EXPORT_INTERVAL", "200")
            .With("OTEL_BSP_SCHEDULE_DELAY", "100");
        await using var api = await ApiProcess.StartAsync(told);
        var user = await app.NewUserAsync();
        Expect.Taken(await api.DeliverAsync(app.Secret, (user with { UpdatedAt = Person.Epoch.AddDays(1) }).Updated()));
        var caller = await app.SignedInAsync(app.Clerk, user.Id, at: api);
        Expect.Ok(await caller.CurrentAsync());

        await collector.HearsAsync("/v1/traces", "orleans-users", "/users/current", "IUserGrain");
        await collector.HearsAsync("/v1/metrics", "orleans-users", "http.server.request.duration", "orleans-app-requests-latency");

        await using var silo = SiloProcess.Start(told.With("OTEL_SERVICE_NAME", "a-silo-without-front-end"));
        await collector.HearsAsync("/v1/metrics", "a-silo-without-front-end", "Microsoft.Orleans", "dotnet.process.cpu.time");
        string[] unwanted =
        [
            user.Email,
            app.Secret["whsec_".Length..],
            Sandbox.AdminKey,
            app.Database.Postgres!.Password,
            caller.Token.Split('.')[2],
        ];
        Assert.All(unwanted, secret => Assert.DoesNotContain(secret, collector.Everything, StringComparison.Ordinal));
    }
}
