namespace OrleansUsers.Grains;

/// <content>What the entity calls on its grain, and the move of the grain to another process.</content>
internal sealed partial class UserGrain
{
    void IUserActivation.NotifyWatchers()
    {
        if (_watchers.WasWatched)
            GrainContext.Scheduler.QueueAction(_watchers.NotifySoon);
    }

    void IUserActivation.Deactivate()
    {
        users.Remove(_user);
        _user.Drain().Ignore();
        GrainContext.Scheduler.QueueAction(DeactivateOnIdle);
    }

    // Without a row to take along, the new activation would read it. The users who move with it would wait for that read.
    void IUserActivation.Leave() => GrainContext.Scheduler.QueueAction(_user.IsStored ? this.MigrateOnIdle : DeactivateOnIdle);

    void IGrainMigrationParticipant.OnDehydrate(IDehydrationContext context)
    {
        if (_user.IsStored)
            context.TryAddValue(Row, new MovedUser(_user.Stored.Revision, _user.Stored.State));
    }

    void IGrainMigrationParticipant.OnRehydrate(IRehydrationContext context)
    {
        if (context.TryGetValue<MovedUser>(Row, out var moved))
            _moved = moved;
    }

    void IUserActivation.KeepAlive(TimeSpan time) => GrainContext.Scheduler.QueueAction(() => DelayDeactivation(time));

    void IUserActivation.RecordMiss() => _emptyActivation.RecordMiss();
}
