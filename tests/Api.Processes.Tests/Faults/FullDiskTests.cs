using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class FullDiskTests(Apps apps)
{
    [Fact]
    public async Task A_full_disk_answers_503_until_there_is_room_and_loses_nothing_acknowledged()
    {
        using var disk = SmallDisk.Mount(bytes: 4 << 20);
        await using var app = await Sandbox.StartAsync(apps.Foreign, UsersDatabase.At(disk.UsersFile));
        var acknowledged = new List<Person> { Person.New() };
        Expect.Taken(await app.DeliverAsync(acknowledged[0].Created()));

        disk.Fill();
        var (user, refusal) = await DeliverUntilRefusedAsync(app, acknowledged);
        Expect.Unavailable(refusal);
        // What was not saved is not served; whoever is stored can still be read.
        Assert.NotEqual(HttpStatusCode.OK, (await (await app.SignedInAsync(user.Id)).CurrentAsync()).Status);
        Expect.Ok(await (await app.SignedInAsync(acknowledged[0].Id)).CurrentAsync());
        await Readiness.IsSoonAsync(app.Api, ready: false);
        Assert.Contains(app.Api.Output.Split('\n'), line => line.Contains("full", StringComparison.OrdinalIgnoreCase));

        disk.Free();
        await Readiness.IsSoonAsync(app.Api, ready: true);
        Expect.Taken(await app.DeliverAsync(user.Created()));
        acknowledged.Add(user);
        await app.Api.KillAsync();
        await app.Api.RestartAsync();
        foreach (var known in acknowledged)
            Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await (await app.SignedInAsync(known.Id)).CurrentAsync())["name"]);
    }

    // The first posts may still fit into what the file has already taken.
    private static async Task<(Person User, Answer Refusal)> DeliverUntilRefusedAsync(Sandbox app, List<Person> acknowledged)
    {
        for (var posts = 0; posts < 2_000; posts++)
        {
            var user = Person.New();
            var answer = await app.DeliverAsync(user.Created());
            if (answer.Status != HttpStatusCode.OK)
                return (user, answer);
            acknowledged.Add(user);
        }
        throw new InvalidOperationException("The disk never filled up.");
    }
}
