using System.Runtime.InteropServices;

namespace OrleansUsers.Silo;

/// <summary>Asks the system whether this process may write to a file or folder, without opening it.</summary>
internal static class WriteAccess
{
    // unistd.h: W_OK and X_OK. A folder in which files are created needs both.
    private const int ToWrite = 2;
    private const int ToCreate = ToWrite | 1;

    /// <summary>Whether files can be created in the folder. A file system that is mounted read-only forbids it to root, too.</summary>
    public static bool ToFolder(string path) => Has(path, ToCreate);

    /// <summary>Whether the file can be opened for writing.</summary>
    public static bool ToFile(string path) => Has(path, ToWrite);

    private static bool Has(string path, int mode) => OperatingSystem.IsWindows() || Access(path, mode) == 0;

    [DllImport("libc", EntryPoint = "access", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
