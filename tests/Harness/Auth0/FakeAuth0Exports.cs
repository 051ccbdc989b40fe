using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OrleansUsers.Harness;

/// <summary>The jobs of the fake Auth0 that export users, and their files.</summary>
public sealed class FakeAuth0Exports
{
    private const int Chunk = 4096;

    private readonly FakeAuth0Api _api;
    private readonly ConcurrentDictionary<string, Job> _jobs = new();
    private readonly ConcurrentDictionary<string, Link> _links = new();
    private int _downloads;

    internal FakeAuth0Exports(FakeAuth0Api api) => _api = api;

    /// <summary>How many times a job is asked for before it is completed: it is pending first, then processing.</summary>
    public int Polls { get; set; } = 2;

    /// <summary>Whether jobs fail instead of being completed.</summary>
    public bool Fail { get; set; }

    /// <summary>How long a link to a file is valid.</summary>
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a link is valid for one download only.</summary>
    public bool OneUse { get; set; }

    /// <summary>Whether the download of this number, from 1 on, has a dead link.</summary>
    public Func<int, bool>? DeadLink { get; set; }

    /// <summary>After how many bytes the connection of the download of this number, from 1 on, is cut; null means never.</summary>
    public Func<int, int?>? Cut { get; set; }

    /// <summary>Whether such a download says that it is complete.</summary>
    public bool CutsSilently { get; set; }

    /// <summary>Called before each piece of a file, with the part that was sent: 0 to 1.</summary>
    public Func<double, Task>? BeforePiece { get; set; }

    /// <summary>How many downloads were asked for.</summary>
    public int Downloads => _downloads;

    /// <summary>Makes all jobs and files vanish, as after a day.</summary>
    public void Forget()
    {
        _jobs.Clear();
        _links.Clear();
    }

    internal JsonObject Start(string body)
    {
        var fields = JsonNode.Parse(body)?["fields"]?.AsArray().Select(field => (string)field!["name"]!).ToHashSet() ?? ["user_id"];
        var job = new Job($"job_{Guid.NewGuid():N}", fields);
        _jobs[job.Id] = job;
        return job.Describe("pending");
    }

    internal JsonObject? Describe(string id)
    {
        if (!_jobs.TryGetValue(id, out var job))
            return null;
        var poll = Interlocked.Increment(ref job.Polls);
        if (poll <= Polls)
        {
            var answer = job.Describe(poll == 1 ? "pending" : "processing");
            if (poll > 1)
                answer["percentage_done"] = poll * 100 / (Polls + 1);
            return answer;
        }
        if (Fail)
            return job.Describe("failed");
        lock (job)
            job.File ??= Compress(job.Fields);
        var link = Guid.NewGuid().ToString("N");
        _links[link] = new Link(job.File, TimeProvider.System.GetTimestamp());
        var completed = job.Describe("completed");
        (completed["percentage_done"], completed["location"]) = (100, $"{_api.Url}/files/{link}.json.gz?signature=secret");
        return completed;
    }

    internal async Task SendAsync(HttpContext context, FakeRequest request, CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _downloads);
        var id = request.Path["/files/".Length..].Split('.')[0];
        var isValid = _links.TryGetValue(id, out var link)
            && TimeProvider.System.GetElapsedTime(link.MadeAt) < LinkLifetime && DeadLink?.Invoke(number) != true;
        if (!isValid || request.Authorization.Length > 0)
        {
            context.Response.StatusCode = 403;
            request.Status = 403;
            return;
        }
        if (OneUse)
            _links.TryRemove(id, out _);
        request.Status = 200;
        context.Response.ContentType = "application/octet-stream";
        var most = Cut?.Invoke(number) ?? link!.File.Length;
        // Kestrel ends a connection whose answer is too short. A reset could overtake what was sent.
        context.Response.ContentLength = CutsSilently ? most : link!.File.Length;
        for (var sent = 0; sent < most; sent += Chunk)
        {
            if (BeforePiece is { } hook)
                await hook((double)sent / link!.File.Length).WaitAsync(stop);
            await context.Response.Body.WriteAsync(link!.File.AsMemory(sent, Math.Min(Chunk, most - sent)), stop);
            await context.Response.Body.FlushAsync(stop);
        }
    }

    private byte[] Compress(HashSet<string> fields)
    {
        var lines = _api.Users.Select(user => user.RawLine ?? Line(user.Profile(), fields));
        using var file = new MemoryStream();
        using (var compressed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
            // The last line has no newline.
            compressed.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return file.ToArray();
    }

    private static string Line(JsonObject profile, HashSet<string> fields)
    {
        foreach (var name in profile.Select(field => field.Key).Where(name => !fields.Contains(name)).ToArray())
            profile.Remove(name);
        return profile.ToJsonString();
    }

    private sealed record Link(byte[] File, long MadeAt);

    private sealed class Job(string id, HashSet<string> fields)
    {
        public string Id => id;

        public HashSet<string> Fields => fields;

        public byte[]? File;

        public int Polls;

        public JsonObject Describe(string status) => new()
        {
            ["type"] = "users_export",
            ["status"] = status,
            ["format"] = "json",
            ["id"] = id,
            ["created_at"] = FakeAuth0User.Text(TimeProvider.System.GetUtcNow()),
        };
    }
}
