using OrleansUsers.Api;
using OrleansUsers.Silo;

const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

// What comes in over a socket is taken up by the thread that waited for it: up to a seventh more reads. Has to be said before the first
// socket.
if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
    Environment.SetEnvironmentVariable(InlineCompletions, "1");

return await HostRunner.Run(() =>
{
    // The settings lie beside the program, wherever it is started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var settings = new SettingsReader(builder.Configuration);
    builder.AddUsersSilo(settings);
    builder.AddUsersApi(settings);
    settings.Conclude();

    var app = builder.Build();
    app.UseSecurityHeaders();
    app.UsePathBase(PathPrefix.Read(app.Configuration));
    app.Use(app.Services.GetRequiredService<GracefulShutdown>().Answer);
    app.UseExceptionHandler();
    app.UseSiloStatusGate();
    app.UseRouting();
    app.UseCors();
    CurrentUserShortcut.Use(app);
    app.UseStatusCodePages(pages => Problem.Of(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
    app.UseRequestTimeouts();
    app.UseConcurrencyLimit();
    app.UseAuthentication();
    app.UseCallerLimit();
    app.UseAuthorization();

    app.MapWebhooks(app.Services.GetRequiredService<ProviderSet>());
    app.MapUsers();
    app.MapMessages();
    app.MapHealth();
    app.MapMetrics();
    if (app.Services.GetService<AdminKeys>() is not null)
    {
        app.MapAdmin();
        app.MapDashboard();
    }
    if (app.Environment.IsDevelopment())
        app.MapDevelopment();

    app.PrintWelcome();
    return app;
});
