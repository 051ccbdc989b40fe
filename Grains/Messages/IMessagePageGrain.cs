using Orleans.Concurrency;

namespace OrleansUsers.Grains;

/// <summary>
/// A full page of a log. It never changes, except that messages of erased authors are blanked. Only the grain of the log calls it.
/// </summary>
[GrainInterfaceType("message-page"), Alias("IMessagePageGrain")]
internal interface IMessagePageGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("Get")]
    Task<MessagePage> Get();

    /// <summary>
    /// Stores the page. A page that is stored already is joined with it: a fault may have kept the log from going on to its next page.
    /// </summary>
    [Alias("Put")]
    Task Put(MessagePage page);

    /// <summary>Blanks messages. Does nothing when no page is stored, or none of its messages has to be blanked.</summary>
    [Alias("Erase")]
    Task Erase(MessageErasure erasure);
}
