using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Makes the front end listen where the settings say.</summary>
internal static class ListenAddresses
{
    /// <exception cref="SettingException">An address cannot be read, or the process cannot listen on it.</exception>
    public static void UseListenAddresses(this WebApplicationBuilder builder, SettingsReader reader)
    {
        var kestrel = KestrelSettings.Read(builder.Configuration);
        var addresses = new ListenSettings(builder.Configuration, builder.Environment.IsDevelopment()).Read(kestrel);
        if (reader.EndsAtOnce)
            return;
        foreach (var address in addresses)
        {
            if (address.Parse() is { IsUnixPipe: true } parts)
                SocketFile.DeleteStale(address, parts.UnixPipePath);
        }
        new ListenTrial(builder.Environment, kestrel, addresses).Run().GetAwaiter().GetResult();
        builder.Use(kestrel);
        builder.Use(addresses);
    }

    private static void Use(this WebApplicationBuilder builder, KestrelSettings kestrel)
    {
        // Otherwise the web server reads the section by itself, and again when a file of settings changes.
        if (kestrel.IsCleaned)
            builder.WebHost.ConfigureKestrel(server => server.Configure(kestrel.ToConfiguration(), reloadOnChange: true));
    }

    private static void Use(this WebApplicationBuilder builder, IReadOnlyList<ListenAddress> addresses)
    {
        if (addresses.Any(address => address.Endpoint is not null))
            return;
        // The web server warns when addresses and ports are both set. Here the addresses were made from the ports, so the ports are
        // cleared.
        if (SettingText.OrNull(builder.Configuration[WebHostDefaults.ServerUrlsKey]) is null)
            builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "").UseSetting(WebHostDefaults.HttpsPortsKey, "");
        builder.WebHost.UseUrls([.. addresses.Select(address => address.Url)]);
    }
}
