using System.Diagnostics;
using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>What a million users take in PostgreSQL, created and then updated once each by our program: sizes, log and vacuum.</summary>
internal static class MillionBenchmark
{
    private const int Users = 1_000_000;
    private const int Part = 100_000;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    public static async Task Run(Options options)
    {
        await using var requests = await RequestMaker.Start();
        using var load = new LoadGenerator();
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var server = await Contestant.StartUs(requests, database);
        await Play("created", first => requests.Create(first, Part));
        await Play("updated", _ => requests.Update(Part, Users));

        async Task Play(string what, Func<int, Task<Requests>> make)
        {
            var before = await Number("select pg_current_wal_lsn() - '0/0' as n");
            for (var first = 0; first < Users; first += Part)
                await load.Play(server.Addresses, await make(first), options.Connections, Long);
            var log = await Number("select pg_current_wal_lsn() - '0/0' as n") - before;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"\n{Users:N0} users {what}: {log / Users:N0} bytes of log each"));
            await Sizes();
            var clock = Stopwatch.StartNew();
            await database.ExecuteAsync("vacuum users", id: "");
            await database.ExecuteAsync("vacuum token_identifiers", id: "");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"vacuum: {clock.Elapsed.TotalSeconds:0.0} s"));
        }

        async Task Sizes()
        {
            Console.WriteLine("| relation | MB | bytes a user |\n|---|---|---|");
            var relations = await database.QueryAsync("""
                select relname::text as name, pg_table_size(oid)::bigint as size from pg_class
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') and pg_table_size(oid) > 1000000 order by relname
                """);
            foreach (var relation in relations)
            {
                var size = (long)relation["size"]!;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"| {relation["name"]} | {size / 1e6:N0} | {size / Users} |"));
            }
        }

        async Task<long> Number(string sql) =>
            Convert.ToInt64((await database.QueryAsync(sql))[0]["n"], CultureInfo.InvariantCulture);
    }
}
