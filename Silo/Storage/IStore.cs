namespace OrleansUsers.Silo;

/// <summary>The database that stores all state.</summary>
internal interface IStore
{
    /// <summary>Creates the schema or upgrades it to that of this build. Runs before any part of the silo starts.</summary>
    /// <exception cref="SettingException">The database that the setting names cannot be used.</exception>
    Task Prepare();
}
