// Peer: ASP.NET Core minimal API + Microsoft.Data.Sqlite, no Orleans.
using System.Text.Json;
using ClerkPeer;

string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set");

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(k => k.ListenLocalhost(int.Parse(Setting("PORT"))));
builder.Services.AddClerkJwt(Setting("JWKS_FILE"), Setting("JWT_ISSUER"));
builder.Services.AddSingleton(new UserDatabase(Setting("SQLITE_PATH")));
builder.Services.AddSingleton(new SvixVerifier(Setting("CLERK_WEBHOOK_SIGNING_SECRET")));

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();

app.MapPost("/clerk-users-webhook", async (HttpRequest request, SvixVerifier svix, UserDatabase db) =>
{
    var clerkEvent = await RawBody.ReadAsync(request, body =>
        svix.Verify(request.Headers["svix-id"], request.Headers["svix-timestamp"], request.Headers["svix-signature"], body.Span)
            ? JsonSerializer.Deserialize(body.Span, ClerkJson.Default.ClerkEvent)
            : null);
    if (clerkEvent is null) return Results.BadRequest();

    switch (clerkEvent.Type)
    {
        case "user.created" or "user.updated":
            await db.UpsertAsync(clerkEvent.Data);
            break;
        case "user.deleted":
            await db.DeleteAsync(clerkEvent.Data.Id);
            break;
    }
    return Results.Ok();
});

app.MapGet("/users/current", async (HttpContext http, UserDatabase db) =>
    await db.FindAsync(http.User.FindFirst("sub")!.Value) is { } user ? Results.Json(user, ClerkJson.Default.UserView) : Results.NotFound())
    .RequireAuthorization();

app.MapGet("/health", () => "ok");
app.Run();
