namespace OrleansUsers.Silo;

/// <summary>Marks a class as the settings of one section of the configuration. Each public property is a key below the section.</summary>
/// <param name="path">The section, with a colon between its parts; <c>*</c> stands for a name that the operator chooses.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingsSectionAttribute(string path) : Attribute
{
    /// <summary>The section, with a colon between its parts.</summary>
    public string Path => path;
}

/// <summary>
/// An empty value of this setting is a fault, because it would allow more than was meant. Any other empty setting counts as not set.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmptyIsRefusedAttribute : Attribute;

/// <summary>
/// Each item of this list has a key of its own, <c>__0</c>, <c>__1</c> and so on, because one value could be meant as several items.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListOnlyAttribute : Attribute;
