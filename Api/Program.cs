using OrleansUsers.Api;
using OrleansUsers.Silo;

return await HostRunner.Run(args, Build, line => SyncCommand.Run(line.SyncArguments!, NewBuilder(line)));

static IHost Build(CommandLine line)
{
    var builder = NewBuilder(line);
    var settings = new SettingsReader(builder.Configuration)
    {
        EndsAtOnce = line.EndsAtOnce,
        LeavesOutWrongSettings = line.LeavesOutWrongSettings,
    };
    builder.AddUsersSilo(settings);
    builder.AddUsersApi(settings);
    settings.Conclude();

    var app = builder.Build();
    app.UseUsersApi();
    return app;
}

// The settings files are in the program's folder, also when it is started from another folder.
static WebApplicationBuilder NewBuilder(CommandLine line) =>
    WebApplication.CreateBuilder(new WebApplicationOptions { Args = line.Settings, ContentRootPath = AppContext.BaseDirectory });
