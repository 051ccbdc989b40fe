using OrleansUsers.Api;
using OrleansUsers.Silo;

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
