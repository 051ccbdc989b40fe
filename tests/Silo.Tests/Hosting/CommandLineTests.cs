namespace OrleansUsers.Silo.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", null, "")]
    [InlineData("check", "check", "")]
    [InlineData("--environment Development check", "check", "--environment Development")]
    [InlineData("check --environment Development", "check", "--environment Development")]
    [InlineData("--environment=Development migrate", "migrate", "--environment=Development")]
    [InlineData("--urls check", null, "--urls check")]
    [InlineData("/urls http://localhost:1 check", "check", "/urls http://localhost:1")]
    [InlineData("urls=http://localhost:1 check", "check", "urls=http://localhost:1")]
    [InlineData("-x check", "check", "-x")]
    [InlineData("--environment Development --help", "--help", "--environment Development")]
    [InlineData("check -h", "--help", "")]
    [InlineData("--version", "--version", "")]
    public void A_command_is_told_from_settings(string line, string? command, string settings)
    {
        var read = CommandLine.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(command, read.Command);
        Assert.Equal(settings.Split(' ', StringSplitOptions.RemoveEmptyEntries), read.Settings);
    }

    [Theory, InlineData("chek", "chek"), InlineData("check migrate", "More than one"), InlineData("whsec_1/2", "Unknown command.")]
    public void What_is_no_command_is_refused_and_the_commands_are_named(string line, string text)
    {
        var refused = Assert.Throws<SettingsException>(() => CommandLine.Read(line.Split(' ')));
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
        Assert.Contains("check, migrate", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_without_sync_does_not_name_it()
    {
        var refused = Assert.Throws<SettingsException>(() => CommandLine.Read(["synk"], hasSync: false));
        Assert.Contains("Commands: check, migrate;", refused.Message, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Sync, CommandLine.Read(["sync"], hasSync: false).Command);
    }
}
