namespace OrleansUsers;

/// <summary>
/// Blanks the messages of erased authors, and stores which erasures are under way, so that an interrupted one is resumed. There is one
/// such grain. Get it with <see cref="MessageLogs.GetMessageErasures"/>.
/// </summary>
[GrainInterfaceType("message-erasures"), Alias("IMessageErasuresGrain")]
public interface IMessageErasuresGrain : IGrainWithStringKey
{
    /// <summary>
    /// Blanks the messages, and answers when no log has one of their bodies. When it does not answer in time, the work goes on, and a
    /// repeated call joins it.
    /// </summary>
    [Alias("Erase")]
    Task Erase(MessageErasure erasure);

    /// <summary>Resumes the erasures under way that nobody works on. Does not wait for them.</summary>
    [Alias("Resume")]
    Task Resume();
}
