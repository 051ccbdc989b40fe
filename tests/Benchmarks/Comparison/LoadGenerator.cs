using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>What a turn of load looked like from outside. Times are in milliseconds.</summary>
internal sealed record LoadResult(int N, double Seconds, double Rps, double P50, double P99, IReadOnlyDictionary<string, int> Status);

/// <summary>
/// Plays requests over keep-alive connections from one thread, at a small share of the processors: <c>load/load.c</c>, compiled when first
/// needed.
/// </summary>
internal sealed class LoadGenerator : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<string>> _program;

    public LoadGenerator() => _program = new(async () =>
    {
        await Tools.Run("cc", ["-O2", "-o", _folder.File("load"), Path.Combine(Tools.Folder("load"), "load.c")]);
        return _folder.File("load");
    });

    /// <param name="addresses">Ports, or paths of socket files. The connections are dealt out to them in turn.</param>
    /// <param name="perSecond">
    /// How many requests are due in a second, whatever became of those before; null sends each when the one before was answered.
    /// </param>
    /// <param name="mayFail">Whether answers may be 503.</param>
    /// <exception cref="InvalidOperationException">An answer was not 200.</exception>
    public async Task<LoadResult> Play(
        IReadOnlyList<string> addresses,
        Requests requests,
        int connections,
        TimeSpan time,
        double? perSecond = null,
        bool mayFail = false)
    {
        string[] arguments =
        [
            string.Join(',', addresses),
            Text(connections),
            Text(time.TotalSeconds),
            requests.File,
            requests.MayRepeat ? "loop" : "once",
            .. perSecond is { } rate ? [Text(rate)] : Array.Empty<string>(),
        ];
        var result = JsonSerializer.Deserialize(await Tools.Run(await _program.Value, arguments), LoadJson.Default.LoadResult)!;
        return result.Status.Keys.All(status => status == "200" || (mayFail && status == "503"))
            ? result
            : throw new InvalidOperationException($"Answers that were not 200: {string.Join(", ", result.Status)}");
    }

    public void Dispose() => _folder.Dispose();

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

[JsonSerializable(typeof(LoadResult)), JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class LoadJson : JsonSerializerContext;
