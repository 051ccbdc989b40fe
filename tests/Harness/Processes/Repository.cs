namespace OrleansUsers.Harness;

/// <summary>The paths of the built programs and of files in the repository.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The built program, of the same configuration as the running test.</summary>
    public static string ApiProgram { get; } = Program("Api");

    /// <summary>The built silo without a front end.</summary>
    public static string SiloProgram { get; } = Program("Silo");

    /// <summary>The built receiver of the guide docs/changes.md.</summary>
    public static string ReceiverProgram { get; } = Program("docs/changes", "Receiver");

    /// <summary>The configuration in which test and programs were built: <c>Release</c> or <c>Debug</c>.</summary>
    public static string Configuration => BuiltAs().Split(Path.DirectorySeparatorChar)[0];

    /// <summary>A file among the shared test vectors.</summary>
    public static string Vector(string file) => Path.Combine(Root, "tests", "vectors", file);

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansUsers.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {start} holds OrleansUsers.sln.");
    }

    private static string Program(string project) => Program(project, project);

    private static string Program(string folder, string name) => Path.Combine(Root, folder, "bin", BuiltAs(), $"OrleansUsers.{name}.dll");

    // Tests and programs are built into bin/<configuration>/<framework>/.
    private static string BuiltAs()
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(framework.Parent!.Name, framework.Name);
    }
}
