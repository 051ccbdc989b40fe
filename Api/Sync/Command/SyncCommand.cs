using System.Runtime.InteropServices;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>The command <c>sync</c>: asks a running API for a run, shows its progress, and ends with a report.</summary>
internal static class SyncCommand
{
    private const int ExitOfSigint = 130;
    private const int ExitOfSigterm = 143;

    /// <summary>Returns the exit code.</summary>
    /// <param name="builder">Has the settings. Nothing is built.</param>
    /// <exception cref="SettingException">A setting is wrong or missing.</exception>
    public static async Task<int> Run(SyncArguments arguments, WebApplicationBuilder builder)
    {
        var reader = new SettingsReader(builder.Configuration) { EndsAtOnce = true };
        var key = reader.Read<AdminSettings>("Admin").ReadFirst(reader);
        var address = reader.Try(
            () => SyncAddress.Read(arguments.Api, builder.Configuration, builder.Environment.IsDevelopment()));
        reader.Conclude();

        using var client = new SyncClient(address!, key!);
        using var stop = new CancellationTokenSource();
        var exitCode = 0;
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, ExitOfSigint));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, ExitOfSigterm));
        var display = new SyncDisplay(Console.Out, Console.IsOutputRedirected ? null : () => Console.WindowWidth, TimeProvider.System);
        try
        {
            return await Run(client, arguments, display, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            display.End();
            Console.Error.WriteLine("No longer watching. A run that has begun goes on in the cluster.");
            Console.Error.WriteLine($"It is cancelled by DELETE {client.UrlOf(arguments.Provider)} with the header X-Api-Key.");
            return exitCode;
        }

        void Stop(PosixSignalContext signal, int code)
        {
            signal.Cancel = true;
            exitCode = code;
            stop.Cancel();
        }
    }

    private static async Task<int> Run(SyncClient client, SyncArguments arguments, SyncDisplay display, CancellationToken cancelled)
    {
        var clock = TimeProvider.System;
        var beganAt = clock.GetTimestamp();
        var started = await client.Start(arguments, cancelled);
        if (started.State is not { } begun)
        {
            Console.Error.WriteLine($"Not synced. {started.Refusal}");
            return 1;
        }

        var provider = begun.Provider ?? arguments.Provider;
        var last = await new SyncFollower(token => client.Look(provider, token), display, clock).Follow(cancelled);
        display.End();
        if (last.State is not { } ended)
        {
            Console.Error.WriteLine($"{last.Refusal} The run itself may go on in the cluster: GET {client.UrlOf(provider)} tells.");
            return 1;
        }
        foreach (var line in SyncReport.Lines(ended, arguments.DryRun, clock.GetElapsedTime(beganAt)))
            Console.WriteLine(line);
        return SyncReport.ExitCode(ended, arguments.DryRun);
    }
}
