using Orleans.Concurrency;

namespace OrleansUsers.Grains;

/// <summary>A full page of a log, which never changes. Only the grain of the log calls it.</summary>
[GrainInterfaceType("message-page"), Alias("IMessagePageGrain")]
internal interface IMessagePageGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("Get")]
    Task<MessagePage> Get();

    /// <summary>Stores the page. Does nothing when a page is stored already.</summary>
    [Alias("Put")]
    Task Put(MessagePage page);
}
