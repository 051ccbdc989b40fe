namespace OrleansUsers.Silo.Tests;

public sealed class SyncArgumentsTests
{
    [Theory]
    [InlineData("sync --dry-run --delete-missing --force --provider clerk --api http://one:1")]
    [InlineData("--dry-run sync --api=http://one:1 --delete-missing --provider=clerk --force")]
    [InlineData("--environment Development --provider clerk --dry-run --force --api http://one:1 sync --delete-missing")]
    public void Options_are_read_in_any_order_and_with_or_without_an_equals_sign(string line)
    {
        var read = CommandLine.Read(line.Split(' '));
        Assert.Equal(CommandLine.Sync, read.Command);
        Assert.Equal(
            new SyncArguments { DryRun = true, DeleteMissing = true, Force = true, Provider = "clerk", Api = "http://one:1" },
            read.SyncArguments);
        Assert.Equal(line.Contains("Development", StringComparison.Ordinal) ? ["--environment", "Development"] : [], read.Settings);
    }

    [Fact]
    public void A_run_without_options_only_adds_and_updates() =>
        Assert.Equal(new SyncArguments(), CommandLine.Read(["sync"]).SyncArguments);

    [Theory]
    [InlineData("--ADMIN_API_KEY=a-key")]
    [InlineData("--ADMIN_API_KEY a-key")]
    [InlineData("--Admin:Keys:ops=a-key")]
    [InlineData("--urls http://localhost:1")]
    [InlineData("/urls http://localhost:1")]
    [InlineData("--PORT=1")]
    [InlineData("--PathBase /users-api")]
    public void Settings_go_on_to_the_configuration(string setting)
    {
        var read = CommandLine.Read(["sync", .. setting.Split(' '), "--dry-run"]);
        Assert.Equal(setting.Split(' '), read.Settings);
        Assert.Equal(new SyncArguments { DryRun = true }, read.SyncArguments);
    }

    [Theory]
    [InlineData("sync --dry-rn", "Unknown option --dry-rn of sync. The nearest one is --dry-run.")]
    [InlineData("sync --Dry-Run", "The nearest one is --dry-run.")]
    [InlineData("sync --delete=secret", "Unknown option --delete of sync. The nearest one is --delete-missing.")]
    [InlineData("sync -n", "Unknown option -n of sync.")]
    [InlineData("sync --dry-run=false", "--dry-run takes no value.")]
    [InlineData("sync --provider", "--provider needs a value.")]
    [InlineData("sync --provider --dry-run", "--provider needs a value.")]
    [InlineData("sync --api=", "--api needs a value.")]
    public void A_wrong_option_is_refused_and_what_is_right_is_said(string line, string text)
    {
        var refused = Assert.Throws<SettingsException>(() => CommandLine.Read(line.Split(' ')));
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("check --force true"), InlineData("--provider check"), InlineData("migrate --api x"), InlineData("--force sync=1")]
    public void Other_commands_have_no_options(string line)
    {
        var read = CommandLine.Read(line.Split(' '));
        Assert.Null(read.SyncArguments);
        Assert.Equal(line.Split(' ').Where(word => word != read.Command), read.Settings);
    }
}
