using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using OrleansUsers.Harness;
using OrleansUsers.Silo;

namespace OrleansUsers.Benchmarks;

/// <summary>How long <c>GET /admin/users</c> takes among many users, for each kind of search, one call after the other.</summary>
internal static class SearchBenchmark
{
    private const int Part = 5_000;

    public static async Task Run(Options options)
    {
        var (users, calls) = (options.Number("users", 1_000_000), options.Number("calls", 200));
        await using var keys = await RequestMaker.Start(tokens: 0);
        await using var database = await UsersDatabase.CreateAsync(options.Kind);
        await using var api = await ApiProcess.StartAsync(
            Contestant.SettingsOf(Repository.ApiProgram, keys, database).With("ADMIN_API_KEY", Sandbox.AdminKey));
        var (people, ids, watch) = (new ManyPeople(), new List<string>(), Stopwatch.StartNew());
        for (var first = 0; first < users; first += Part)
        {
            var rows = Enumerable.Range(first, Math.Min(Part, users - first)).Select(people.Next).ToArray();
            ids.AddRange(rows.Where(row => row.Stored.User is not null).Take(10).Select(row => row.Stored.ExternalId));
            await Write(database, rows);
        }
        Console.WriteLine($"{options.Kind}, {users:N0} users, written in {watch.Elapsed.TotalSeconds:0} s");
        watch.Restart();
        while ((await database.QueryAsync("select 1 from search_state where filled_up_to is null and format > 0")).Count == 0
            || !await IsDone(database))
            await Task.Delay(200);
        Console.WriteLine($"indexed {watch.Elapsed.TotalSeconds:0} s later\n");
        Console.WriteLine("| search | p50 ms | p99 ms | longest ms | users found |\n|---|---|---|---|---|");

        var random = new Random(2);
        await Row("none: the list", _ => "");
        await Row("none, deleted users", _ => "&deleted=true");
        await Row("one letter", _ => $"&search={(char)('a' + random.Next(26))}");
        await Row("two letters", _ => $"&search={ManyPeople.LastName(random.NextDouble())[..2]}");
        await Row("an e-mail domain", _ => "&search=mail.example");
        await Row("a first name", _ => $"&search={ManyPeople.FirstName(random.NextDouble())}");
        await Row("a last name", _ => $"&search={ManyPeople.LastName(random.NextDouble())}");
        await Row("both names", _ => $"&search={ManyPeople.FirstName(random.NextDouble())}+{ManyPeople.LastName(random.NextDouble())}");
        await Row("first name and a letter", _ => $"&search={ManyPeople.FirstName(random.NextDouble())}+{(char)('a' + random.Next(26))}");
        await Row(
            "two letters each",
            _ => $"&search={ManyPeople.FirstName(random.NextDouble())[..2]}+{ManyPeople.LastName(random.NextDouble())[..2]}");
        await Row("no match", n => $"&search=zzq{n}");
        await Row("a whole id", _ => $"&search={ids[random.Next(ids.Count)]}");
        await Row("a reference id", _ => $"&search=customer-{(1 + random.Next(users / 4 - 1)) * 4}");
        await Row("first name, 500 a page", _ => $"&limit=500&search={ManyPeople.FirstName(random.NextDouble())}");

        async Task Row(string kind, Func<int, string> query)
        {
            var (times, found) = (new List<double>(), 0L);
            for (var n = -20; n < calls; n++)
            {
                var path = $"/admin/users?{(n % 2 == 0 ? "" : $"after={people.Id()}")}{query(n)}";
                var start = Stopwatch.GetTimestamp();
                var answer = await new Admin(api, Sandbox.AdminKey).SendAsync(HttpMethod.Get, path);
                if ((int)answer.Status != 200)
                    throw new InvalidOperationException($"{path}: {answer}");
                if (n < 0)
                    continue;
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                found += JsonNode.Parse(answer.Body)!["items"]!.AsArray().Count;
            }
            times.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {kind} | {times[times.Count / 2]:0.0} | {times[times.Count * 99 / 100]:0.0} | {times[^1]:0.0} | {found / calls} |"));
        }
    }

    private static async Task<bool> IsDone(UsersDatabase database) => (await database.QueryAsync(database.Kind == DatabaseKind.Sqlite
        ? "select 1 from search_state where position >= (select max(position) from user_changes)"
        : "select 1 from search_state, change_numbering where position >= last")).Count > 0;

    private static async Task Write(UsersDatabase database, UserRow[] rows)
    {
        if (database.Path is { } path)
        {
            using var table = new SqliteUserTable(new SqliteFile(path));
            await table.Write(rows);
            return;
        }
        await using var connection = (NpgsqlConnection)await database.OpenAsync();
        await using var copy = await connection.BeginBinaryImportAsync("""
            copy users (external_id, name, email, username, token_identifiers, created_at, updated_at, deleted_at, version, revision, state,
                        reference_id) from stdin (format binary)
            """);
        foreach (var row in rows)
        {
            var (stored, user) = (row.Stored, row.Stored.User);
            await copy.StartRowAsync();
            await Add(stored.ExternalId);
            await Add(user?.Name);
            await Add(user?.Email);
            await Add(user?.Username);
            await copy.WriteAsync(stored.TokenIdentifiers.ToArray());
            await Add(user?.CreatedAt.UtcDateTime);
            await Add(user?.UpdatedAt.UtcDateTime);
            await Add(stored.State.DeletedAt?.UtcDateTime);
            await copy.WriteAsync(stored.State.Version);
            await copy.WriteAsync(stored.Revision);
            await copy.WriteAsync(row.Json, NpgsqlTypes.NpgsqlDbType.Json);
            await Add(user?.ReferenceId);
        }
        await copy.CompleteAsync();

        async Task Add<T>(T value)
        {
            if (value is null)
                await copy.WriteNullAsync();
            else
                await copy.WriteAsync(value);
        }
    }
}
