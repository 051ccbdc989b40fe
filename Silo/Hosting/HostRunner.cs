using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Silo;

/// <summary>Runs a process of the cluster from start to stop.</summary>
public static class HostRunner
{
    /// <summary>
    /// Returns the exit code: 0 after a requested stop, 1 when the process cannot start or ends because of a fault. When it cannot start,
    /// it writes one line for each wrong setting or for the error. A line holds no secret and no stack trace.
    /// </summary>
    public static async Task<int> Run(Func<IHost> build)
    {
        IHost? host = null;
        try
        {
            host = build();
            await host.Services.GetRequiredService<IStore>().Prepare();
            if (host.Services.GetService<MembershipCheck>() is { } members)
                await members.Run();
            await host.StartAsync();
        }
        catch (Exception fault)
        {
            foreach (var line in Lines(fault))
                Console.Error.WriteLine($"Not started. {line}");
            return 1;
        }
        // Only a host that has started is disposed of: the disposal of parts that never started may hang.
        await using (host as IAsyncDisposable)
            await host.WaitForShutdownAsync();
        // A part of the process that ends it because of a fault sets the code.
        return Environment.ExitCode;
    }

    private static IReadOnlyList<string> Lines(Exception fault) => fault switch
    {
        SettingsException refused => refused.Lines,
        SettingException refused => [refused.Message],
        SocketException refused =>
            [$"Orleans__AdvertisedIPAddress, Orleans__SiloPort: the silo cannot listen on this address ({refused.SocketErrorCode})."],
        // An unexpected exception. Only the first line is shown, because further lines may hold a stack trace.
        _ => [$"{fault.GetBaseException().GetType().Name}: {fault.GetBaseException().Message.Split('\n')[0].Trim()}"],
    };
}
