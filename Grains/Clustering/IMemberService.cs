using Orleans.Services;

namespace OrleansUsers.Grains;

/// <summary>Answers other processes whether they are still members of the cluster. Each process has one.</summary>
[GrainInterfaceType("member"), Alias("IMemberService")]
internal interface IMemberService : IGrainService
{
    /// <summary>Asks whether a process is a member. That process calls it while its own heartbeat fails.</summary>
    [Alias("Confirm")]
    Task<MemberConfirmation> Confirm(SiloAddress silo);
}

/// <summary>What one process knows of the membership of another one.</summary>
[GenerateSerializer, Alias("MemberConfirmation")]
internal enum MemberConfirmation
{
    /// <summary>It was declared dead.</summary>
    Dead,

    /// <summary>It is a member as far as known. The process that was asked does not reach the database either.</summary>
    AsFarAsKnown,

    /// <summary>The database says so, and a heartbeat was written for it.</summary>
    ByDatabase,
}
