using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <content>Reads the changes of one user.</content>
internal sealed partial class PostgresChangeJournal
{
    // Backwards along the positions, so that it ends with the last change that is asked for. The row without a version is the first one:
    // it says whether older entries are kept.
    private const string ReadTimelineOf = """
        select null as at, null as version, null as kind, last - $3 <= removed as is_complete, null as position from change_numbering
        union all
        select * from (
            select entry.at, versions[place], kinds[place], null::bool, position
            from change_positions
            cross join lateral (select * from user_changes where user_changes.id = change_positions.id limit 1) as entry
            cross join lateral array_position(entry.external_ids, $1) as place
            where position > (select last - $3 from change_numbering) and place is not null and kinds[place] is not null
            order by position desc limit $2) as change
        order by position desc nulls first
        """;

    public async Task<UserTimeline> ReadTimeline(string externalId, int limit, CancellationToken cancellationToken)
    {
        var isComplete = false;
        var changes = await Select(ReadTimelineOf, AddParameters, Change, cancellationToken);
        return new UserTimeline([.. changes.OfType<TimelineEntry>()], isComplete);

        void AddParameters(NpgsqlParameterCollection parameters)
        {
            parameters.Add(new NpgsqlParameter<string> { TypedValue = externalId });
            parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
            parameters.Add(new NpgsqlParameter<int> { TypedValue = UserTimeline.MaxEntries });
        }

        TimelineEntry? Change(NpgsqlDataReader row)
        {
            if (row.IsDBNull(1))
            {
                isComplete = row.GetBoolean(3);
                return null;
            }
            var kind = JournalKinds.Read(row.GetInt16(2))!.Value;
            return new TimelineEntry(row.GetInt64(1), kind, new DateTimeOffset(row.GetDateTime(0)));
        }
    }
}
