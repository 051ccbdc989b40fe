namespace OrleansUsers.Silo;

/// <summary>Tries something that a running process needs. It changes nothing and takes no lock.</summary>
public interface ICheck
{
    /// <summary>What is tried, and the setting to look at when it does not end in time.</summary>
    string Subject { get; }

    /// <summary>The results, each a line for an operator. No line holds a secret.</summary>
    Task<IReadOnlyList<CheckResult>> Run();
}

/// <summary>One line of the command <c>check</c>.</summary>
/// <param name="Level">How it begins: <c>ok</c>, <c>note</c> or <c>fault</c>.</param>
/// <param name="Text">What was tried, and what came of it.</param>
public sealed record CheckResult(string Level, string Text)
{
    /// <summary>Whether a process would not start or not work with it.</summary>
    public bool IsFault => Level == "fault";

    /// <summary>It works.</summary>
    public static CheckResult Ok(string text) => new("ok", text);

    /// <summary>It works, but may not be meant.</summary>
    public static CheckResult Note(string text) => new("note", text);

    /// <summary>It does not work.</summary>
    public static CheckResult Fault(string text) => new("fault", text);

    /// <summary>As it is printed.</summary>
    public override string ToString() => $"{Level,-6} {Text}";
}
