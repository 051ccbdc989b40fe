// Peer: ASP.NET Core + Npgsql with group commit, batched reads and remembered tokens, no Orleans.
using ClerkPeer;
using Npgsql;

string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set");

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(k =>
{
    k.AddServerHeader = false;
    k.ListenLocalhost(int.Parse(Setting("PORT")));
});

await using var db = NpgsqlDataSource.Create(Setting("NPGSQL_CONNECTION"));
var lanes = int.Parse(Environment.GetEnvironmentVariable("LANES") ?? "2");
var endpoints = new Endpoints(
    new SvixVerifier(Setting("CLERK_WEBHOOK_SIGNING_SECRET")),
    new TokenVerifier(Setting("JWKS_FILE"), Setting("JWT_ISSUER")),
    new Lanes<UserEvent, bool>(lanes, () => new UserWrites(db).SendAsync),
    new Lanes<UserRead, byte[]?>(lanes, () => new UserReads(db).SendAsync),
    Environment.GetEnvironmentVariable("CACHE") == "1" ? new UserCache() : null);

var app = builder.Build();
app.Run(endpoints.HandleAsync);
app.Run();
