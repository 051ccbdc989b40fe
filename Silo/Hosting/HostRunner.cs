using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Silo;

/// <summary>Runs a process of the cluster from start to stop.</summary>
public static class HostRunner
{
    /// <summary>
    /// The exit code: 0 after a stop that was asked for; 1 when something keeps the process from starting, after a line for each setting
    /// that is wrong. A line never holds a secret, and there is no stack trace.
    /// </summary>
    public static async Task<int> Run(Func<IHost> build)
    {
        IHost? host = null;
        try
        {
            host = build();
            await host.Services.GetRequiredService<IStore>().Prepare();
            await host.StartAsync();
        }
        catch (Exception fault)
        {
            foreach (var line in Lines(fault))
                Console.Error.WriteLine($"Not started. {line}");
            return 1;
        }
        // Only a host that has started is disposed of: parts that never began may hang.
        await using (host as IAsyncDisposable)
            await host.WaitForShutdownAsync();
        return 0;
    }

    private static IReadOnlyList<string> Lines(Exception fault) => fault switch
    {
        SettingsException refused => refused.Lines,
        SettingException refused => [refused.Message],
        SocketException refused =>
            [$"Orleans__AdvertisedIPAddress, Orleans__SiloPort: the silo cannot listen there ({refused.SocketErrorCode})."],
        // Not foreseen: its first line is all that can be told without the risk of telling a secret's place in the code.
        _ => [$"{fault.GetBaseException().GetType().Name}: {fault.GetBaseException().Message.Split('\n')[0].Trim()}"],
    };
}
