namespace OrleansUsers.Grains;

/// <summary>A user was not written, since it claims a sign-in that another user holds. It never leaves the user's grain.</summary>
internal sealed class TokenTakenException(string tokenIdentifier) : OrleansException("Another user holds a sign-in that this one claims.")
{
    public string TokenIdentifier { get; } = tokenIdentifier;
}
