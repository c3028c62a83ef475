using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A run that is cut off at a call of its token, whichever that is: what is served is valid, and the
/// next run completes.</summary>
/// <remarks>A run that is left alone tells which functions are called and how often. Then the first and the
/// last call of each are the end of one run each, and so is every signature.</remarks>
[Collection(SoftHsm.Program)]
public sealed class TokenCallTests : IDisposable
{
    private const int Killed = 137;
    private const int Day = 86_400;
    private const string Zone = "example";
    private const string NewName = "\nn3.example. ";

    private readonly TokenRegistry _registry = new(new FaultyModule(), [Zone]);

    /// <inheritdoc/>
    public void Dispose() => _registry.Dispose();

    /// <summary>The module's process alone dies, as by a fault of the module: the run starts another, or says
    /// that it has none.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "ldns-verify-zone", "cp")]
    public void A_token_host_that_is_killed_at_any_kind_of_call_costs_no_valid_file()
    {
        int completed = 0;
        foreach ((CryptokiFunction function, long call) in Begin())
        {
            Prepare(FaultyModule.KillAt(function, call));
            SignallRun run = _registry.Zones.Run();
            Assert.True(run.Status is ExitStatus.Done or ExitStatus.KeyUnavailable,
                $"{function} {call}: {run.Status}: {run.Error}");
            completed += run.Status == ExitStatus.Done ? 1 : 0;
            AssertMended(function, call);
        }

        Assert.True(completed > 0);
    }

    /// <summary>All of it dies at once, as by a loss of power: signall, and the process with the
    /// module.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "ldns-verify-zone", "cp")]
    public void A_run_that_is_killed_at_any_kind_of_call_leaves_a_valid_file_and_the_next_completes()
    {
        foreach ((CryptokiFunction function, long call) in Begin())
        {
            Prepare([.. FaultyModule.KillAt(function, call), "killparent=1"]);
            using Process process = _registry.Zones.StartProcess("run");
            string said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == Killed, $"{function} {call}: status {process.ExitCode}: {said}");
            AssertMended(function, call);
        }
    }

    // A zone that was signed so long ago that each signature is due, put aside; and the calls that a run
    // makes for it.
    private IReadOnlyList<(CryptokiFunction Function, long Call)> Begin()
    {
        Registry zones = _registry.Zones;
        string pin = zones.Files["pin"];
        zones.Configure(
            $"tokens: {{ t: {{ module: {_registry.Module.Path}, pin: \"file:{pin}\", profile: smartcard-hsm }} }}", "token: t, ");
        zones.WriteZone(Zone, Registry.TextOf(1, 3));
        zones.Now = zones.Start - (10 * Day);
        zones.Run().MustSucceed();
        ForeignTool.Run("cp", "-a", zones.State, zones.Files["state.kept"]).MustSucceed();
        ForeignTool.Run("cp", "-a", zones.Files["signed"], zones.Files["signed.kept"]).MustSucceed();
        zones.WriteZone(Zone, Registry.TextOf(2, 4));
        Prepare();
        zones.Run().MustSucceed();
        Dictionary<CryptokiFunction, long> calls = new(_registry.Module.Calls);
        Assert.InRange(calls[CryptokiFunction.C_Sign], 10, 30);
        Assert.All(
            (CryptokiFunction[])[CryptokiFunction.C_Initialize, CryptokiFunction.C_GetSlotList,
                CryptokiFunction.C_OpenSession, CryptokiFunction.C_Login,
                CryptokiFunction.C_FindObjects, CryptokiFunction.C_GetAttributeValue,
                CryptokiFunction.C_SignInit, CryptokiFunction.C_Finalize],
            function => Assert.True(calls.ContainsKey(function), function.ToString()));
        return [.. calls.SelectMany(kind => EndsAt(kind.Key, kind.Value).Select(call => (kind.Key, call)))];
    }

    private static IEnumerable<long> EndsAt(CryptokiFunction function, long calls) =>
        function == CryptokiFunction.C_Sign ? Enumerable.Range(1, (int)calls).Select(call => (long)call)
        : calls == 1 ? [1] : [1, calls];

    // All as it was before: what is remembered, what is served, and the settings of the module.
    private void Prepare(params string[] settings)
    {
        Registry zones = _registry.Zones;
        foreach (string directory in (string[])[zones.State, zones.Files["signed"]])
        {
            Directory.Delete(directory, recursive: true);
            ForeignTool.Run("cp", "-a", directory + ".kept", directory).MustSucceed();
        }

        zones.Now = Clock.Now; // processes of their own have that too
        _registry.Module.ForgetCalls();
        _registry.Module.Set(settings);
    }

    private void AssertMended(CryptokiFunction function, long call)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{function} {call}");
        Assert.True(_registry.Module.Kills == 1, place);
        AssertValid(place);
        _registry.Module.Set();
        _registry.Zones.Now = Clock.Now;
        SignallRun next = _registry.Zones.Run();
        Assert.True(next.Status == ExitStatus.Done, $"{place}: {next.Error}");
        Assert.True(File.ReadAllText(_registry.Zones.Signed(Zone))
            .Contains(NewName, StringComparison.Ordinal), place);
        AssertValid(place);
    }

    private void AssertValid(string place)
    {
        ForeignRun verified = ForeignTool.Run("ldns-verify-zone", _registry.Zones.Signed(Zone));
        Assert.True(verified.Succeeded, $"{place}: {verified.Everything}");
    }
}
