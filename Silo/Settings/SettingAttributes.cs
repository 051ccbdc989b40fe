namespace OrleansUsers.Silo;

/// <summary>The settings of one section of the configuration: each public property is a key below it.</summary>
/// <param name="path">The section, with a colon between its parts; <c>*</c> stands for a name that the operator chooses.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingsSectionAttribute(string path) : Attribute
{
    /// <summary>The section, with a colon between its parts.</summary>
    public string Path => path;
}

/// <summary>Left empty, the setting would let in more than was meant: that is a fault. Any other empty setting counts as not set.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmptyIsRefusedAttribute : Attribute;

/// <summary>
/// A list of which each item has a key of its own, <c>__0</c>, <c>__1</c> and so on: a single value could be meant as several.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListOnlyAttribute : Attribute;
