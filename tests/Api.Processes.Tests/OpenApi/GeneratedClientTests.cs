using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Clients that others' tools generate from the API document: they compile, and they work.</summary>
public sealed class GeneratedClientTests(Apps apps)
{
    private static readonly string Sources = Path.Combine(Repository.Root, "tests", "clients");

    [Fact]
    public async Task The_one_of_Kiota_compiles_and_works()
    {
        using var folder = new TemporaryFolder();
        var document = await SaveDocumentAsync(folder);
        Copy(folder, "csharp", "Client.csproj", "Program.cs");
        File.Copy(Path.Combine(Repository.Root, "Directory.Packages.props"), folder.File("Directory.Packages.props"));

        await Tool.RunAsync(Repository.Root, "dotnet", "tool", "restore");
        await Tool.RunAsync(
            Repository.Root, "dotnet", "kiota", "generate", "--language", "CSharp", "--class-name", "UsersClient", "--namespace-name",
            "OrleansUsers.Client", "--exclude-backward-compatible", "--openapi", document, "--output", folder.File("generated"));
        await Tool.RunAsync(folder.Path, "dotnet", "build", "--nologo", "--verbosity", "quiet", "--output", "out", "-nodeReuse:false");
        await WorksAsync("C#", folder, "dotnet", "out/Client.dll");
    }

    [Fact]
    public async Task The_types_of_openapi_typescript_compile_and_are_those_of_the_answers()
    {
        using var folder = new TemporaryFolder();
        var document = await SaveDocumentAsync(folder);
        Copy(folder, "typescript", "client.ts", "tsconfig.json");
        await File.WriteAllTextAsync(folder.File("package.json"), """{"type":"module"}""");
        var packages = Path.Combine(Repository.Root, "tests", "Harness", "foreign-client", "node_modules");
        Directory.CreateSymbolicLink(folder.File("node_modules"), packages);

        await Tool.RunAsync(folder.Path, "node", "node_modules/.bin/openapi-typescript", document, "--output", "api.d.ts");
        await Tool.RunAsync(folder.Path, "node", "node_modules/.bin/tsc");
        await WorksAsync("TypeScript", folder, "node", "out/client.js");
    }

    private async Task WorksAsync(string language, TemporaryFolder folder, string program, string file)
    {
        var app = await apps.On();
        var user = Person.New().Id;
        var token = await app.Clerk.TokenAsync(user, claims => claims["name"] = "Grace Hopper");
        var address = app.Api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var written = await Tool.RunAsync(folder.Path, program, file, address, token, Sandbox.AdminKey);
        var year = TimeProvider.System.GetUtcNow().Year;
        Assert.Equal(
            [
                $"stored {user} Grace Hopper {year} no phone", $"read {user} version 1", "profile Grace Hopper",
                $"posted true hello from {language}!", "change created", "sync idle",
                "refused 410 this user was deleted. if the operator has reinstated it since, sign in again to get a newer token.",
            ],
            written.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            StringComparer.OrdinalIgnoreCase);
    }

    private async Task<string> SaveDocumentAsync(TemporaryFolder folder)
    {
        var file = folder.File("v1.json");
        await File.WriteAllTextAsync(file, (await (await apps.On()).Api.GetAsync(DescribedCall.Document)).Body);
        return file;
    }

    private static void Copy(TemporaryFolder folder, string client, params string[] files)
    {
        foreach (var file in files)
            File.Copy(Path.Combine(Sources, client, file), folder.File(file));
    }
}
