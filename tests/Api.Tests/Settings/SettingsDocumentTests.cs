using System.Reflection;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;
using OrleansUsers.Silo;

namespace OrleansUsers.Api.Tests;

/// <summary>docs/settings.md has every setting that the code reads, and no other.</summary>
public sealed partial class SettingsDocumentTests
{
    private static readonly Type[] Sections =
    [
        .. new[] { typeof(ProviderSettings).Assembly, typeof(OrleansSettings).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.GetCustomAttribute<SettingsSectionAttribute>() is not null),
    ];

    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "settings.md"));

    [Fact]
    public void Every_setting_of_the_code_is_documented()
    {
        Assert.True(Sections.Length >= 8, $"Only {Sections.Length} sections were found.");
        Assert.All(Keys(), key => Assert.Contains($"`{key}`", Document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_documented_setting_is_the_codes()
    {
        var known = Keys().ToHashSet();
        var prefixes = Sections.Select(SectionOf).Select(section => section.Split(':')[0] + "__").ToArray();
        var documented = Key().Matches(Document).Select(match => match.Groups[1].Value)
            .Where(key => prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.All(documented.Where(key => !key.EndsWith('…') && !key.EndsWith('_')), key => Assert.Contains(key, known));
    }

    // A list that takes a single value, too, is documented by its first item where that is the usual way.
    private static IEnumerable<string> Keys() => Sections.SelectMany(type =>
        SettingKey.AllOf(type, SectionOf(type)).Select(key => key.Replace("*", "<name>", StringComparison.Ordinal)));

    private static string SectionOf(Type type) => type.GetCustomAttribute<SettingsSectionAttribute>()!.Path;

    [GeneratedRegex("`([A-Za-z]+__[^`]+)`")]
    private static partial Regex Key();
}
