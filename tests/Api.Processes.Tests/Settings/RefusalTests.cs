using System.Net;
using System.Net.Sockets;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class RefusalTests
{
    private const string Secret = "CLERK_WEBHOOK_SECRET";
    private const string Issuer = "CLERK_ISSUER";

    private static readonly ApiSettings Good = new ApiSettings { Environment = "Production" }
        .With(Secret, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
        .With(Issuer, "https://clerk.example.test");

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_!!!not*base64!!!")]
    [InlineData("whsec_c2hvcnQtYnV0LW9rYXk=")]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD whsec_")]
    [InlineData("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD,whsec_QUJDREVG")]
    [InlineData(" , ")]
    public Task A_webhook_secret_that_would_accept_forgeries_or_nothing_is_refused(string secret) =>
        RefusedAsync(Good.With(Secret, secret), Secret, secret);

    [Fact]
    public Task A_missing_webhook_secret_is_refused_in_production() => RefusedAsync(Good.Without(Secret), Secret);

    [Fact]
    public Task A_missing_issuer_is_refused_in_production() => RefusedAsync(Good.Without(Issuer), Issuer);

    [Theory, InlineData("http://clerk.example.test"), InlineData("clerk.example.test")]
    [InlineData("http://10.1.2.3:8080"), InlineData("ftp://127.0.0.1")]
    public Task An_issuer_whose_keys_could_be_forged_on_the_way_is_refused(string issuer) =>
        RefusedAsync(Good.With(Issuer, issuer), Issuer, issuer);

    [Theory, InlineData("no-port"), InlineData("70000"), InlineData("-1")]
    public Task A_port_that_is_none_is_refused(string port) =>
        RefusedAsync(Good.With("Orleans__SiloPort", port), "Orleans__SiloPort", port);

    [Fact]
    public async Task A_port_somebody_listens_on_is_refused_before_a_silo_joins_anything()
    {
        using var somebody = new TcpListener(IPAddress.Loopback, 0);
        somebody.Start();
        var port = ((IPEndPoint)somebody.LocalEndpoint).Port;

        await RefusedAsync(Good.With("Orleans__SiloPort", $"{port}"), "Orleans__SiloPort", $"{port}");
    }

    [Theory, InlineData("Logging__LogLevel__Default", "Loud")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"), InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere")]
    public Task A_setting_that_cannot_be_read_is_refused(string key, string value) => RefusedAsync(Good.With(key, value), key, value);

    [Theory]
    [InlineData("Limits__ConcurrentRequests", "0")]
    [InlineData("Limits__ConcurrentRequests", "boundless")]
    [InlineData("Limits__RequestsPerSecond", "-7")]
    [InlineData("Limits__RequestsPerSecond", "0.5")]
    public Task A_limit_that_is_no_whole_number_from_one_is_refused(string key, string value) =>
        RefusedAsync(Good.With(key, value), key, value);

    [Theory, InlineData("Password=open-sesame;Host=127.0.0.1;Username=users;Database=users;Port=")]
    public Task A_database_that_does_not_answer_is_refused(string connection) =>
        RefusedAsync(Good.With("ConnectionStrings__Users", connection + FreePort.Find()), "ConnectionStrings__Users", "open-sesame");

    [Fact]
    public Task A_connection_string_that_is_none_is_refused() =>
        RefusedAsync(Good.With("ConnectionStrings__Users", "Passwort=open-sesame"), "ConnectionStrings__Users", "open-sesame");

    [Fact]
    public async Task A_database_login_that_may_not_make_tables_is_refused()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await RefusedAsync(Good.With("ConnectionStrings__Users", await database.PlainLoginAsync()), "ConnectionStrings__Users");
    }

    [Theory, InlineData(DatabaseKind.Sqlite, "Storage__Path"), InlineData(DatabaseKind.Postgres, "ConnectionStrings__Users")]
    public async Task A_database_with_a_users_table_of_somebody_else_is_refused(DatabaseKind kind, string key)
    {
        await using var database = await UsersDatabase.CreateAsync(kind);
        await database.ExecuteAsync("create table users (id int)", id: "");
        await RefusedAsync(Good with { Database = database }, key);
        await database.ExecuteAsync("insert into users (id) values (1)", id: "");
    }

    [Fact]
    public async Task A_user_file_that_cannot_be_made_is_refused()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await RefusedAsync(Good.With("Storage__Path", Path.Combine(file, "users.db")), "Storage__Path");
    }

    private static Task RefusedAsync(ApiSettings settings, string key, string value = "") =>
        Refusal.OfAsync(settings, key, value.Split([' ', ',']).Where(part => part is not ("" or "whsec_" or "-1")));
}
