using System.Net.Sockets;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What came of a call.</summary>
internal enum Outcome
{
    /// <summary>200, or 404 for a user whose deletion was sent.</summary>
    Served,

    /// <summary>503, which asks to come again.</summary>
    Unavailable,

    /// <summary>Nobody listened.</summary>
    Refused,

    /// <summary>The process was killed, or given up as frozen, while it had the call.</summary>
    CutOff,

    /// <summary>Anything else, which no caller should ever see.</summary>
    Wrong,
}

/// <summary>One call of the traffic.</summary>
/// <param name="At">Since the traffic began.</param>
/// <param name="Process">The number of the process that was called.</param>
/// <param name="Detail">What there is to say of one that went wrong.</param>
internal readonly record struct Call(TimeSpan At, TimeSpan Took, int Process, int User, bool IsWrite, Outcome Outcome, string? Detail)
{
    public TimeSpan EndedAt => At + Took;

    /// <summary>What came of a call that got no answer.</summary>
    /// <param name="isGivenUp">Whether the client itself gave the process up.</param>
    public static (Outcome, string?) WithoutAnswer(Exception reason, bool isGivenUp) => reason switch
    {
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            (Outcome.Refused, null),
        _ when isGivenUp => (Outcome.CutOff, null),
        _ => (Outcome.Wrong, $"{reason.GetType().Name}: {reason.GetBaseException().Message}"),
    };
}
