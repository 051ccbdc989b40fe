using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace OrleansUsers.Silo;

/// <summary>
/// Binds a section of the configuration to a class of settings. Unlike the platform's binder it continues after a fault, and it refuses
/// unknown keys.
/// </summary>
internal sealed class SettingsBinder(SettingsReader reader, IConfiguration configuration)
{
    public T Bind<T>(string path)
        where T : class, new() => (T)Bind(typeof(T), path);

    private object Bind(Type type, string path)
    {
        var (settings, section) = (Activator.CreateInstance(type)!, configuration.GetSection(path));
        var properties = type.GetProperties().ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        if (section.Value is not null)
            reader.Refuse(path, $"it is a group of settings. Set its keys, such as {SettingKey.AllOf(type, path).First()}.");
        foreach (var child in section.GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
                Set(settings, property, $"{path}:{property.Name}");
            else
                RefuseUnknown(child, type, path);
        }
        Validate(settings, path);
        return settings;
    }

    private void Set(object settings, PropertyInfo property, string path)
    {
        if (SettingKey.IsNested(property))
            property.SetValue(settings, Bind(property.PropertyType, path));
        else if (property.PropertyType == typeof(string[]))
            property.SetValue(settings, List(property, path));
        else if (property.PropertyType == typeof(Dictionary<string, string>))
            property.SetValue(settings, Named(path));
        else if (Single(property, path) is { } text)
            SetText(settings, property, path, text);
    }

    private void SetText(object settings, PropertyInfo property, string path, string text)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (TryConvert(text, type, out var value))
            property.SetValue(settings, value);
        else
            reader.Refuse(path, property.GetCustomAttribute<ValidationAttribute>()?.ErrorMessage ?? Expected(type));
    }

    private Dictionary<string, string> Named(string path)
    {
        var items = configuration.GetSection(path).GetChildren().ToArray();
        foreach (var inner in items.SelectMany(item => item.GetChildren()))
            reader.Refuse(inner.Path, $"there is no such setting. The nearest one is {SettingKey.Of(path)}__<name>.");
        return items.ToDictionary(item => item.Key, item => reader.Text(item.Path) ?? "");
    }

    private string? Single(PropertyInfo property, string path)
    {
        foreach (var child in configuration.GetSection(path).GetChildren())
            reader.Refuse(child.Path, $"there is no such setting. {reader.KeyOf(path)} has a single value.");
        return NotEmpty(property, path, reader.Clean(path));
    }

    private string[] List(PropertyInfo property, string path)
    {
        var (single, items) = (reader.Clean(path), configuration.GetSection(path).GetChildren().ToArray());
        if (items.Length == 0)
        {
            if (single is { Length: > 0 } && property.GetCustomAttribute<ListOnlyAttribute>() is not null)
                reader.Refuse(path, $"it is a list. Give each item a setting of its own: {SettingKey.Of(path)}__0, __1 and so on.");
            return NotEmpty(property, path, single) is { } only ? [only] : [];
        }
        if (NotEmpty(property, path, single) is not null)
            reader.Refuse(
                path,
                $"it is given as one value and as a list. Leave out one of {SettingKey.Of(path)} and {SettingKey.Of(items[0].Path)}.");
        foreach (var item in items.Where(item => !item.Key.All(char.IsAsciiDigit) || item.GetChildren().Any()))
            reader.Refuse(item.Path, $"the items of a list have numbers: {SettingKey.Of(path)}__0, __1 and so on.");
        return [.. items.Select(item => NotEmpty(property, item.Path, reader.Clean(item.Path))).OfType<string>()];
    }

    private string? NotEmpty(PropertyInfo property, string path, string? text)
    {
        if (text is "" && property.GetCustomAttribute<EmptyIsRefusedAttribute>() is not null)
            reader.Refuse(path, "it is empty. Give it a value, or leave it out.");
        return text is { Length: > 0 } ? text : null;
    }

    private void RefuseUnknown(IConfigurationSection unknown, Type type, string path)
    {
        var leaves = unknown.AsEnumerable().Where(leaf => leaf.Value is not null).Select(leaf => leaf.Key).DefaultIfEmpty(unknown.Path);
        foreach (var leaf in leaves)
            reader.Refuse(
                leaf,
                $"there is no such setting. The nearest one is {NearestKey.Of(SettingKey.Of(leaf), SettingKey.AllOf(type, path))}.");
    }

    private void Validate(object settings, string path)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), faults, validateAllProperties: true);
        foreach (var fault in faults)
            reader.Refuse($"{path}:{fault.MemberNames.First()}", fault.ErrorMessage ?? "it cannot be used.");
    }

    private static bool TryConvert(string text, Type type, out object? value)
    {
        value = null;
        if (type == typeof(string))
            value = text;
        else if (type == typeof(int) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            value = number;
        else if (type == typeof(bool) && bool.TryParse(text, out var flag))
            value = flag;
        else if (type == typeof(TimeSpan) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time))
            value = time;
        else if (type.IsEnum
            && Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
            value = Enum.Parse(type, known);
        return value is not null;
    }

    private static string Expected(Type type) =>
        type == typeof(bool) ? "it must be true or false."
        : type == typeof(TimeSpan) ? "it must be a time such as 00:05:00, which is five minutes."
        : type.IsEnum ? $"it must be one of {string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()}."
        : "it must be a whole number.";
}
