using System.Diagnostics;
using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A file system of few bytes, which only root can mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _mountPoint = new();

    private SmallDisk()
    {
    }

    /// <summary>Where the users' file is to be.</summary>
    public string UsersFile => _mountPoint.File("users.db");

    private string Filler => _mountPoint.File("filler");

    public static SmallDisk Mount(int bytes)
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root can mount a small disk.");
        var disk = new SmallDisk();
        var size = string.Create(CultureInfo.InvariantCulture, $"size={bytes}");
        if (Run("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk._mountPoint.Path) == 0)
            return disk;
        disk._mountPoint.Dispose();
        Assert.Skip("This machine lets nobody mount a small disk.");
        return disk;
    }

    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            while (true)
                filler.Write(new byte[512]);
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Free() => File.Delete(Filler);

    public void MakeReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro", _mountPoint.Path));

    public void Dispose()
    {
        Run("umount", _mountPoint.Path);
        _mountPoint.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
