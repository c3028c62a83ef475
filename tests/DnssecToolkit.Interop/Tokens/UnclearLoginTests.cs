using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>A device of which nothing is known fails at a login: when its PIN is tried again, and what the
/// next run makes of it.</summary>
[Collection(SoftHsm.Program)]
public class UnclearLoginTests
{
    // It goes away after the first signatures (CKR_DEVICE_REMOVED), so that a second login is needed.
    private static readonly string[] Away = ["fault=rv", "rv=0x32", "after=20", "times=1", "until=init"];

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("0x30")] // CKR_DEVICE_ERROR
    [InlineData("0x5")] // CKR_GENERAL_ERROR
    [InlineData("0x32")] // CKR_DEVICE_REMOVED
    public void One_glitch_at_a_login_after_the_PIN_was_accepted_is_recovered_from(string glitch)
    {
        using FaultyModule module = new([.. Away, $"login={glitch}", "goodlogin=1", "badlogin=1"]);
        using FaultyZone zone = new(module.Path);
        Sign(zone).MustSucceed();
        Assert.Equal(3, module.Logins);
        Assert.Equal([], Remembered(zone));
    }

    /// <summary>The new process is the ladder's last step; its login may fail once more, and again.</summary>
    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData(1)]
    [InlineData(3)]
    public void Logins_that_fail_after_a_crash_are_made_again_up_to_three_times(int times)
    {
        using FaultyModule module = new("fault=kill", "after=20", "times=1", "login=0x30", "goodlogin=1",
            $"badlogin={times}");
        using FaultyZone zone = new(module.Path);
        Sign(zone).MustSucceed();
        Assert.Equal(2 + times, module.Logins);
        Assert.Equal([], Remembered(zone));
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("0x30")]
    [InlineData("0x32")]
    public void One_fault_of_the_device_at_the_first_login_is_recovered_from(string glitch)
    {
        using FaultyModule module = new($"login={glitch}", "badlogin=1");
        using FaultyZone zone = new(module.Path);
        Sign(zone).MustSucceed();
        Assert.Equal(2, module.Logins);
        Assert.Equal([], Remembered(zone));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_device_that_stays_away_after_its_PIN_was_accepted_is_used_again_by_the_next_run()
    {
        using FaultyModule module = new([.. Away, "login=0x30", "goodlogin=1"]);
        using FaultyZone zone = new(module.Path);
        SignallRun failed = Sign(zone);
        Assert.True(failed.Status == ExitStatus.KeyUnavailable, failed.Error);
        Assert.InRange(module.Logins, 2, 5);
        module.Set();
        Sign(zone).MustSucceed();
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_device_that_fails_at_each_first_login_gets_two_tries_and_its_PIN_is_called_unclear()
    {
        using FaultyModule module = new("login=0x32");
        using FaultyZone zone = new(module.Path);
        SignallRun failed = Sign(zone);
        Assert.True(failed.Status == ExitStatus.KeyUnavailable, failed.Error);
        Assert.Equal(2, module.Logins);
        module.Set();
        SignallRun next = Sign(zone);
        Assert.Equal(ExitStatus.KeyUnavailable, next.Status);
        Assert.Contains("it is unclear whether its PIN is right", next.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("was wrong before", next.Error, StringComparison.Ordinal);
        Assert.Equal(2, module.Logins);
        FaultyZone.Keyall("token", "clear-pin", "--token", "pkcs11:token=zone%20keys", "--state", zone.State);
        Sign(zone).MustSucceed();
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_PIN_that_the_token_calls_wrong_after_it_took_it_is_remembered_at_once()
    {
        using FaultyModule module = new([.. Away, "login=0xA0", "goodlogin=1"]);
        using FaultyZone zone = new(module.Path);
        SignallRun failed = Sign(zone);
        Assert.True(failed.Status == ExitStatus.KeyUnavailable, failed.Error);
        Assert.Equal(2, module.Logins);
        module.Set();
        Assert.Contains("its PIN was wrong before and is not tried again", Sign(zone).Error,
            StringComparison.Ordinal);
        Assert.Equal(2, module.Logins);
    }

    /// <summary>The device shows that a try was lost (CKF_USER_PIN_COUNT_LOW), whatever it called the
    /// failure.</summary>
    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("generic")]
    [InlineData("softhsm")]
    public void A_login_that_cost_a_try_is_not_made_again_though_the_PIN_was_accepted(string profile)
    {
        using FaultyModule module = new([.. Away, "login=0x5", "goodlogin=1", "lowered=0x10000"]);
        using FaultyZone zone = new(module.Path);
        SignallRun failed = zone.Sign("--token-profile", profile, "--threads", "1"); // of two lanes one may give up over the other
        Assert.True(failed.Status == ExitStatus.KeyUnavailable, failed.Error);
        Assert.True(failed.Error.Contains("the login that failed cost a try", StringComparison.Ordinal),
            failed.Error);
        Assert.Equal(2, module.Logins);
    }

    private static SignallRun Sign(FaultyZone zone) =>
        zone.Sign("--token-profile", "generic", "--token-timeout", "5s");

    private static string[] Remembered(FaultyZone zone) =>
        [.. File.ReadAllLines(Path.Combine(zone.State, "wrong-pins"))
            .Where(line => line.Length > 0 && line[0] != '#')];
}
