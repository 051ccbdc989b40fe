using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Names the row of one process in the table of members.</summary>
internal sealed record MemberKey(string ClusterId, string Address, int Port, int Generation)
{
    public static MemberKey Of(string clusterId, SiloAddress silo) =>
        new(clusterId, silo.Endpoint.Address.ToString(), silo.Endpoint.Port, silo.Generation);

    /// <summary>Adds the four columns as the next parameters of the statement.</summary>
    public void AddTo(NpgsqlCommand command)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ClusterId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Address });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Port });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Generation });
    }
}
