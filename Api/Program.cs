using OrleansUsers.Api;
using OrleansUsers.Silo;

const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

// Socket completions run on the thread that polls the sockets, without a switch to the thread pool: up to a seventh more reads. .NET reads
// this variable when the process opens its first socket.
if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
    Environment.SetEnvironmentVariable(InlineCompletions, "1");

return await HostRunner.Run(() =>
{
    // The settings files are in the program's folder, also when it is started from another folder.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var settings = new SettingsReader(builder.Configuration);
    builder.AddUsersSilo(settings);
    builder.AddUsersApi(settings);
    settings.Conclude();

    var app = builder.Build();
    app.UseSecurityHeaders();
    app.UsePathBase(PathPrefix.Read(app.Configuration));
    app.Use(app.Services.GetRequiredService<GracefulShutdown>().TrackRequest);
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
