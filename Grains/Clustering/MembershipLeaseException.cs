namespace OrleansUsers.Grains;

/// <summary>
/// This process is not a member of the cluster any more, or cannot know whether it is. So it answers nothing from memory and acknowledges
/// nothing. Another process may answer.
/// </summary>
public sealed class MembershipLeaseException(string message) : Exception(message);
