using OrleansUsers.Api;
using OrleansUsers.Silo;

const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

// Socket completions run on the thread that polls the sockets, without a switch to the thread pool: up to a seventh more reads. .NET reads
// this variable when the process opens its first socket.
if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
    Environment.SetEnvironmentVariable(InlineCompletions, "1");

return await HostRunner.Run(args, line =>
{
    // The settings files are in the program's folder, also when it is started from another folder.
    var host = new WebApplicationOptions { Args = line.Settings, ContentRootPath = AppContext.BaseDirectory };
    var builder = WebApplication.CreateBuilder(host);
    var settings = new SettingsReader(builder.Configuration) { EndsAtOnce = line.EndsAtOnce };
    builder.AddUsersSilo(settings);
    builder.AddUsersApi(settings);
    settings.Conclude();

    var app = builder.Build();
    app.UseUsersApi();
    return app;
});
