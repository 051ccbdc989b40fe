namespace OrleansUsers.Silo;

/// <summary>One script of the schema.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="FullName">The name by which the database remembers that it was run.</param>
internal sealed record SchemaScript(string Name, string FullName);
