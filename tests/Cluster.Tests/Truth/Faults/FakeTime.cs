using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Debian's libfaketime, which gives one process another time of day.</summary>
internal static class FakeTime
{
    /// <summary>The library for programs with several threads; null when it is not installed.</summary>
    public static string? Library() =>
        Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*")
                .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1"))
                .FirstOrDefault(File.Exists)
            : null;

    /// <summary>The same settings with a clock that is ahead. The clock that measures durations stays as it is.</summary>
    public static ApiSettings Ahead(ApiSettings settings, string library, TimeSpan ahead) => settings
        .With("LD_PRELOAD", library)
        .With("FAKETIME", string.Create(CultureInfo.InvariantCulture, $"+{ahead.TotalSeconds:F0}s"))
        .With("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .With("DONT_FAKE_MONOTONIC", "1");
}
