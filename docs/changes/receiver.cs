// Writes one welcome mail for each user that is created. A mail is a row of the table mails; whatever sends your mails takes it from there.
using System.Text.Json;
using Microsoft.Data.Sqlite;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

var builder = WebApplication.CreateBuilder(args);
var webhook = new StandardWebhook(builder.Configuration["CHANGES_SECRET"]!);
using (var database = Open())
{
    Run(database, "create table if not exists changes (user_id text, version integer, primary key (user_id, version))");
    Run(database, "create table if not exists mails (address text, subject text, sent_at text)");
}

var app = builder.Build();
app.MapPost("/changes", async (HttpRequest request) =>
{
    using var reader = new StreamReader(request.Body);
    var body = await reader.ReadToEndAsync();
    try
    {
        webhook.Verify(body, request.Headers);
    }
    catch (WebhookVerificationException)
    {
        return Results.BadRequest();
    }

    var change = JsonSerializer.Deserialize<Message>(body, JsonSerializerOptions.Web)!.Data;
    using var database = Open();
    // The effect and the note that it was made are one transaction. A change that comes again finds the note and does nothing.
    Run(database, "begin immediate");
    var isNew = Run(database, "insert or ignore into changes values ($1, $2)", change.UserId, change.Version) == 1;
    if (isNew && change is { Kind: "created", User.Email: { } address })
        Run(database, "insert into mails values ($1, 'Welcome!', null)", address);
    Run(database, "commit");
    return Results.NoContent();
});
app.Run();

SqliteConnection Open()
{
    var connection = new SqliteConnection($"Data Source={builder.Configuration["MAILS_DB"] ?? "mails.db"}");
    connection.Open();
    return connection;
}

static int Run(SqliteConnection database, string sql, params object[] values)
{
    using var command = database.CreateCommand();
    command.CommandText = sql;
    for (var i = 0; i < values.Length; i++)
        command.Parameters.AddWithValue($"${i + 1}", values[i]);
    return command.ExecuteNonQuery();
}

internal sealed record Message(string Type, Change Data);
internal sealed record Change(string UserId, long Version, string Kind, User? User);
internal sealed record User(string? Email, string Name);
