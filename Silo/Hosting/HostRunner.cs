using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansUsers.Silo;

/// <summary>Runs a process of the cluster from start to stop, or one command.</summary>
public static class HostRunner
{
    /// <summary>
    /// Returns the exit code: 0 after a requested stop and after a command that found no fault, else 1. A fault is one line. It holds no
    /// secret and no stack trace.
    /// </summary>
    /// <param name="sync">Runs <c>sync</c> and returns the exit code; null for a program that has no such command.</param>
    public static async Task<int> Run(
        string[] arguments, Func<CommandLine, IHost> build, Func<CommandLine, Task<int>>? sync = null)
    {
        CommandLine? line = null;
        try
        {
            line = CommandLine.Read(arguments, hasSync: sync is not null);
            return line.Command switch
            {
                null => await Start(line, build),
                CommandLine.Check => await CheckCommand.Run(line, build),
                CommandLine.Migrate => await Migrate(line, build),
                CommandLine.Sync => await (sync ?? throw new SettingsException(["This program has no command sync. Api has it."]))(line),
                _ => HelpText.Print(line, hasSync: sync is not null),
            };
        }
        catch (Exception fault)
        {
            var outcome = line?.Command switch
            {
                CommandLine.Check => "Not checked.",
                CommandLine.Migrate => "Not migrated.",
                CommandLine.Sync => "Not synced.",
                _ => "Not started.",
            };
            foreach (var reason in Lines(fault))
                Console.Error.WriteLine($"{outcome} {reason}");
            return 1;
        }
    }

    private static async Task<int> Start(CommandLine line, Func<CommandLine, IHost> build)
    {
        var host = build(line);
        await host.Services.GetRequiredService<IStore>().Prepare();
        if (host.Services.GetService<MembershipCheck>() is { } members)
            await members.Run();
        await host.StartAsync();
        // Only a host that has started is disposed of: the disposal of parts that never started may hang.
        await using (host as IAsyncDisposable)
            await host.WaitForShutdownAsync();
        // A part of the process that ends it because of a fault sets the code.
        return Environment.ExitCode;
    }

    private static async Task<int> Migrate(CommandLine line, Func<CommandLine, IHost> build)
    {
        var host = build(line);
        await host.Services.GetRequiredService<IStore>().Prepare();
        Console.WriteLine("The schema is that of this version.");
        return 0;
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
