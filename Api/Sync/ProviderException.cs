namespace OrleansUsers.Api;

/// <summary>A provider's API cannot be used. The message tells an operator why and holds no secret.</summary>
internal abstract class ProviderException(string message) : Exception(message);

/// <summary>The provider refuses the key.</summary>
internal sealed class KeyRefusedException(int status)
    : ProviderException($"The provider answered {status}: it refuses the key. Set a valid one and start again.")
{
    public int Status => status;
}

/// <summary>The provider refuses a request for another reason than the key or the rate.</summary>
/// <param name="at">When the provider refused it.</param>
internal sealed class RequestRefusedException(int status, string request, DateTimeOffset at)
    : ProviderException($"The provider answered {status} to {request}.")
{
    public int Status => status;

    public DateTimeOffset At => at;
}

/// <summary>The provider could not be reached, or its answers could not be read, for too long.</summary>
internal sealed class ProviderUnavailableException(string reason) : ProviderException(reason);

/// <summary>A run cannot go on, or must not.</summary>
internal sealed class SyncFailedException(string reason) : ProviderException(reason);
