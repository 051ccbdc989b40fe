namespace OrleansUsers.Api;

/// <summary>For whom requests to a provider are sent.</summary>
internal interface IRequestOwner
{
    /// <summary>How long a request is repeated while the provider cannot be reached.</summary>
    TimeSpan Patience { get; }

    /// <summary>Is called before each request. It waits while the request must not be sent.</summary>
    Task BeforeRequest(CancellationToken cancellationToken);

    /// <summary>A request failed and is repeated.</summary>
    void Failed(string reason);

    /// <summary>A request was answered.</summary>
    void Answered();
}

/// <summary>A single request of an operator who waits for the answer. It is not repeated.</summary>
internal sealed class SingleRequest : IRequestOwner
{
    public TimeSpan Patience => TimeSpan.Zero;

    public Task BeforeRequest(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Failed(string reason)
    {
    }

    public void Answered()
    {
    }
}
