using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansUsers.Api;

/// <summary>A web server that listens for a moment. When it cannot listen, the program's own web server cannot either.</summary>
internal static class TrialServer
{
    /// <summary>Starts to listen and stops again. Returns null, or the exception that prevented it.</summary>
    /// <param name="kestrel">The section <c>Kestrel</c>.</param>
    /// <param name="urls">Where to listen. When there are none, the server listens on the endpoints of the section.</param>
    public static async Task<Exception?> Try(IHostEnvironment environment, IConfiguration kestrel, IEnumerable<string> urls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = environment.ApplicationName,
            ContentRootPath = environment.ContentRootPath,
            EnvironmentName = environment.EnvironmentName,
        });
        builder.WebHost.UseKestrel(server => server.Configure(kestrel));
        await using var app = builder.Build();
        try
        {
            // The server is started without its host, which would handle the signals that stop a process.
            var server = app.Services.GetRequiredService<IServer>();
            var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>();
            addresses.PreferHostingUrls = true;
            foreach (var url in urls)
                addresses.Addresses.Add(url);
            await server.StartAsync(new Nothing(), CancellationToken.None);
            await server.StopAsync(CancellationToken.None);
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }

    private sealed class Nothing : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(IFeatureCollection context)
        {
            context.GetRequiredFeature<IHttpResponseFeature>().StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }
    }
}
