using System.Reflection;

namespace OrleansUsers.Silo;

/// <summary>The keys of settings as operators write them: environment variables, with two underscores between the parts.</summary>
public static class SettingKey
{
    /// <summary>The environment variable of a path in the configuration.</summary>
    public static string Of(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>All keys of a class of settings at this path of the configuration; for a list also the key of its first item.</summary>
    public static IEnumerable<string> AllOf(Type settings, string path)
    {
        foreach (var property in settings.GetProperties())
        {
            var key = $"{path}:{property.Name}";
            if (IsNested(property))
            {
                foreach (var nested in AllOf(property.PropertyType, key))
                    yield return nested;
                continue;
            }
            if (property.PropertyType == typeof(Dictionary<string, string>))
                yield return Of($"{key}:<name>");
            else if (property.GetCustomAttribute<ListOnlyAttribute>() is null)
                yield return Of(key);
            if (property.PropertyType == typeof(string[]))
                yield return Of($"{key}:0");
        }
    }

    internal static bool IsNested(PropertyInfo property) =>
        property.PropertyType.IsClass
        && property.PropertyType.Namespace?.StartsWith("OrleansUsers", StringComparison.Ordinal) == true;
}
