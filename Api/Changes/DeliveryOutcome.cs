namespace OrleansUsers.Api;

/// <summary>What became of one try to deliver a change.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The receiver answered with a status of 200 to 299.</summary>
    Accepted,

    /// <summary>The receiver answered with another status.</summary>
    Refused,

    /// <summary>The receiver answered with a redirect, which is not followed.</summary>
    Redirect,

    /// <summary>The receiver did not answer in time.</summary>
    Timeout,

    /// <summary>There is no connection to the receiver: its name, its port or its certificate.</summary>
    Unreachable,

    /// <summary>The connection was closed without an answer, or the answer is not HTTP.</summary>
    NoAnswer,

    /// <summary>This process could not read the user. The receiver was not asked.</summary>
    NotRead,

    /// <summary>This process still has the user as it was before the change. The receiver was not asked.</summary>
    TooEarly,

    /// <summary>This process stops, or is not the sender any more. Whether the receiver accepted the change is not known.</summary>
    Cancelled,
}
