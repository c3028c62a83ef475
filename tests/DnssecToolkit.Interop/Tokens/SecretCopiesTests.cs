using System.Diagnostics;
using System.Security.Cryptography;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Tests.Cryptography;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Where a PIN, or a key on its way into a token, is in the memory of a tool and of its module's
/// process: only where it cannot be swapped out.</summary>
[Collection(TokenStacks.Collection)]
public sealed class SecretCopiesTests : IDisposable
{
    private const string Pin = "5830417296628301";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _environment;

    public SecretCopiesTests()
    {
        Directory.CreateDirectory(_directory["tokens"]);
        _directory.WriteSecret("pin", Pin + "\nmore\n");
        _environment = new()
        {
            ["SOFTHSM2_CONF"] = _directory.Write(
                "softhsm2.conf", $"directories.tokendir = {_directory["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n"),
            ["CREDENTIALS_DIRECTORY"] = _directory.FullName,
        };
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>The module's process stands still in C_Login: the PIN is in every buffer on its
    /// way.</summary>
    [PeekingTheory]
    [InlineData("file:pin")]
    [InlineData("fd:7")]
    [InlineData("credential:pin")]
    public void Over_a_login_all_copies_of_a_PIN_are_locked_into_memory(string source)
    {
        using FaultyModule module = new("hanglogin=1");
        using Process tool = Start(module, source);
        (IReadOnlyList<MemoryRange> inTool, IReadOnlyList<MemoryRange> inChild) = Copies(tool,
            () => module.Logins > 0);
        Assert.NotEmpty(inTool);
        Assert.NotEmpty(inChild);
        AssertLocked(inTool);
        AssertLocked(inChild);
    }

    /// <summary>It stands still in the first signature: only the tool keeps the PIN, for the next
    /// login.</summary>
    [PeekingTheory]
    [InlineData("file:pin")]
    public void After_a_login_the_modules_process_has_no_copy_of_the_PIN(string source)
    {
        using FaultyModule module = new("fault=hang");
        using Process tool = Start(module, source);
        (IReadOnlyList<MemoryRange> inTool, IReadOnlyList<MemoryRange> inChild) = Copies(tool,
            () => module.Faults > 0);
        AssertLocked(inTool);
        Assert.Single(inTool);
        Assert.Empty(inChild);
    }

    /// <summary>A private key that is imported: over C_CreateObject for it, and over the next one, for its
    /// public half.</summary>
    [PeekingTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_private_key_on_its_way_into_a_token_is_locked_into_memory_and_wiped(int calls)
    {
        using FaultyModule module = new($"hangcreate={calls}");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _directory.WriteSecret("key.pem", key.ExportPkcs8PrivateKeyPem());
        using Process tool = Start(module, "file:pin", "key", "import", "--zone", "example", "--from",
            "key.pem", "--keys", "tokens", "--type", "zsk");
        byte[] scalar = key.ExportParameters(includePrivateParameters: true).D!;
        (_, IReadOnlyList<MemoryRange> inChild) = Copies(tool, () => module.Created == calls,
            process => ProcessMemory.CopiesOf(process, scalar));
        Assert.Equal(calls == 1, inChild.Count > 0);
        AssertLocked(inChild);
    }

    private static void AssertLocked(IReadOnlyList<MemoryRange> copies) =>
        Assert.All(copies, copy => Assert.True(copy.IsLocked, copy.Heading));

    private static (IReadOnlyList<MemoryRange> InTool, IReadOnlyList<MemoryRange> InChild) Copies(
        Process tool, Func<bool> isThere, Func<int, IReadOnlyList<MemoryRange>>? copiesIn = null)
    {
        try
        {
            Assert.True(SpinWait.SpinUntil(() => tool.HasExited || isThere(), Patience) && !tool.HasExited);
            copiesIn ??= process => ProcessMemory.CopiesOf(Pin, process);
            return (copiesIn(tool.Id), copiesIn(ChildProcess.Of(tool.Id)));
        }
        finally
        {
            tool.Kill();
            tool.WaitForExit();
        }
    }

    private Process Start(FaultyModule module, string source, params string[] command)
    {
        File.WriteAllText(module.Path + ".counts", ""); // to be asked at once
        SoftHsm.MakeToken(_environment, "peeked", Pin);
        ProcessStartInfo start = new("/bin/bash", [
            "-c", "exec \"$@\" 7< pin", "bash", Path.Combine(AppContext.BaseDirectory, "keyall"),
            .. command is [] ? ["token", "test"]
            : command, "--token", "pkcs11:token=peeked", "--module", module.Path, "--pin", source, "--state", _directory["state"],
            "--token-timeout", "60s"])
        {
            WorkingDirectory = _directory.FullName,
        };
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
