namespace OrleansUsers.Silo;

/// <summary>The database all state is kept in.</summary>
internal interface IStore
{
    /// <summary>Makes it ready for use, with the schema of this build, before any part of the silo starts.</summary>
    /// <exception cref="SettingException">The setting that names it cannot be used.</exception>
    Task Prepare();
}
