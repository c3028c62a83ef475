using System.Diagnostics;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens.Stacks;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Daemons below a token that die while a zone is being signed: the run ends right, or with status 4
/// and the old zone in place.</summary>
[Collection(TokenStacks.Collection)]
public class StackDeathTests
{
    private const int Names = 600;
    private const string OldZone = "; the last good zone\n";
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>What happened in Namibia: pcscd stopped, and was started again later.</summary>
    [StackTheory(TokenStacks.SmartCard)]
    public async Task Signall_GoesOnWhenPcscdComesBack(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        using TokenZone zone = new(stack, DnssecAlgorithm.RSASHA256, Names);
        int before = stack.Commands;
        Task<SignallRun> run = Task.Run(() => zone.Sign());
        await WaitUntil(() => stack.Commands > before + 120, run);
        stack.KillDaemon();
        await Task.Delay(500);
        stack.RestartDaemon();
        (await run.WaitAsync(Bound)).MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", zone.Signed).MustSucceed();
    }

    [StackTheory(TokenStacks.SmartCard)]
    public async Task Signall_EndsWithTheOldZoneWherePcscdStaysAway(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        using TokenZone zone = new(stack, DnssecAlgorithm.RSASHA256, Names);
        int before = stack.Commands;
        try
        {
            await AssertKeepsTheOldZone(zone, () => stack.Commands > before + 120, stack.KillDaemon);
        }
        finally
        {
            stack.RestartDaemon();
        }
    }

    [StackTheory(TokenStacks.OpencryptokiTpm)]
    public async Task Signall_GoesOnWhenTcsdComesBack(string name)
    {
        using TokenZone zone = new(TokenStacks.Of(name), DnssecAlgorithm.RSASHA256, Names);
        Task<SignallRun> run = Task.Run(() => zone.Sign());
        await WaitUntil(MidwayFromNow(), run);
        Opencryptoki.Instance.KillTcsd();
        await Task.Delay(300);
        Opencryptoki.Instance.RestartTcsd();
        (await run.WaitAsync(Bound)).MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", zone.Signed).MustSucceed();
    }

    [StackTheory(TokenStacks.OpencryptokiTpm)]
    public async Task Signall_EndsWithTheOldZoneWhereTcsdStaysAway(string name)
    {
        using TokenZone zone = new(TokenStacks.Of(name), DnssecAlgorithm.RSASHA256, Names);
        try
        {
            await AssertKeepsTheOldZone(zone, MidwayFromNow(), Opencryptoki.Instance.KillTcsd);
        }
        finally
        {
            Opencryptoki.Instance.RestartTcsd();
        }
    }

    [StackTheory(TokenStacks.Tpm2)]
    public async Task Signall_EndsWithTheOldZoneWhereTheChipIsGone(string name)
    {
        Tpm2Stack stack = (Tpm2Stack)TokenStacks.Of(name);
        using TokenZone zone = new(stack, DnssecAlgorithm.ECDSAP256SHA256, Names);
        try
        {
            await AssertKeepsTheOldZone(zone, MidwayFromNow(), stack.KillChip);
        }
        finally
        {
            stack.RestartChip();
        }
    }

    [StackTheory(TokenStacks.Tpm2)]
    public async Task Signall_GoesOnWhenTheChipComesBack(string name)
    {
        Tpm2Stack stack = (Tpm2Stack)TokenStacks.Of(name);
        using TokenZone zone = new(stack, DnssecAlgorithm.ECDSAP256SHA256, Names);
        Task<SignallRun> run = Task.Run(() => zone.Sign());
        await WaitUntil(MidwayFromNow(), run);
        stack.KillChip();
        stack.RestartChip();
        (await run.WaitAsync(Bound)).MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", zone.Signed).MustSucceed();
    }

    /// <summary>Power losses while keys are in use and wrong PINs count alike; docs/guide/tpm2-pkcs11.md says
    /// what to do.</summary>
    [StackTheory(TokenStacks.Tpm2)]
    public void A_chip_that_locked_itself_is_told_of_and_opened_as_the_guide_says(string name)
    {
        Tpm2Stack stack = (Tpm2Stack)TokenStacks.Of(name);
        using TokenZone zone = new(stack, DnssecAlgorithm.ECDSAP256SHA256);
        using TemporaryDirectory directory = new();
        string wrong = directory.WriteSecret("wrong", "999999\n");
        string[] access = ["--token", stack.Uri.ToString(), "--state", directory["state"]];
        stack.BearOneWrongPin();
        try
        {
            KeyallRun.Run(["token", "test", .. access, "--pin", "file:" + wrong])
                .MustEndWith(ExitStatus.KeyUnavailable);
            SignallRun locked = zone.Sign("--state", directory["state"]);
            Assert.True(locked.Status == ExitStatus.KeyUnavailable, locked.Output + locked.Error);
            Assert.Contains("tpm2_dictionarylockout --clear-lockout", locked.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(zone.Signed));
        }
        finally
        {
            stack.Forgive();
        }

        KeyallRun.Run(["token", "clear-pin", .. access]).MustEndWith(ExitStatus.Done);
        zone.Sign("--state", directory["state"]).MustSucceed();
    }

    private static async Task AssertKeepsTheOldZone(TokenZone zone, Func<bool> isMidway, Action kill)
    {
        File.WriteAllText(zone.Signed, OldZone);
        Task<SignallRun> run = Task.Run(() => zone.Sign("--previous", zone.Unsigned));
        await WaitUntil(isMidway, run);
        kill();
        SignallRun ended = await run.WaitAsync(Bound);
        Assert.True(ended.Status == ExitStatus.KeyUnavailable, ended.Error);
        Assert.Contains("error: ", ended.Error, StringComparison.Ordinal);
        Assert.Equal(OldZone, File.ReadAllText(zone.Signed));
    }

    // The devices do not say what they have done; 1,200 signatures take them five seconds at least.
    private static Func<bool> MidwayFromNow()
    {
        long start = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(2);
    }

    private static async Task WaitUntil(Func<bool> isMidway, Task<SignallRun> run)
    {
        while (!isMidway())
        {
            Assert.False(run.IsCompleted, "the run ended before it came to that");
            await Task.Delay(10);
        }
    }
}
