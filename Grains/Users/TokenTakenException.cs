namespace OrleansUsers.Grains;

/// <summary>A user was not written, since it claims a sign-in that another user holds.</summary>
[GenerateSerializer, Alias("TokenTakenException")]
internal sealed class TokenTakenException(string tokenIdentifier) : OrleansException("Another user holds a sign-in that this one claims.")
{
    [Id(0)] public string TokenIdentifier { get; } = tokenIdentifier;
}
