using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Silo;

/// <summary>Runs a process of the cluster from start to stop.</summary>
public static class HostRunner
{
    /// <summary>The exit code: 0 after a stop that was asked for; 1, after one clear line, when a setting keeps the process from starting.</summary>
    public static async Task<int> Run(Func<IHost> build)
    {
        try
        {
            using var host = build();
            await host.Services.GetRequiredService<IStore>().Prepare();
            await host.RunAsync();
            return 0;
        }
        catch (SettingException refused)
        {
            return Refuse(refused.Message);
        }
        catch (SocketException refused)
        {
            return Refuse($"Orleans__AdvertisedIPAddress, Orleans__SiloPort: the silo cannot listen there ({refused.SocketErrorCode}).");
        }
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine($"Not started. {why}");
        return 1;
    }
}
