using DnssecToolkit.Interop.Tokens.Stacks;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Each way a PIN can come to a token, with the tool as a process of its own.</summary>
[Collection(TokenStacks.Collection)]
public sealed class PinSourceTests : IDisposable
{
    // Types each answer when its question has come, and passes on what the tool says.
    private const string Typist = """
        import os, pty, sys
        cut = sys.argv.index('--')
        pairs, command = sys.argv[1:cut], sys.argv[cut + 1:]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(command[0], command)
        said = b''
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            said += piece
            while pairs and pairs[0].encode() in said[said.rfind(b'\n') + 1:]:
                os.write(terminal, pairs[1].encode() + b'\r')
                said += b'\n'
                pairs = pairs[2:]
        sys.stdout.write(said.decode())
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;

    private static readonly string Keyall = Path.Combine(AppContext.BaseDirectory, "keyall");

    private readonly TemporaryDirectory _directory = new();

    private string[] Probe => ["token", "probe", "--token", "pkcs11:token=zone%20keys", "--module",
        SoftHsm.Module, "--state", _directory["state"]];

    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory(SoftHsm.Program)]
    [InlineData("file", "\"$1\" \"${@:2}\" --pin file:pin")]
    [InlineData("fd", "\"$1\" \"${@:2}\" --pin fd:7 7< pin")]
    [InlineData("fd", "printf '%s' 123456 | \"$1\" \"${@:2}\" --pin fd:0")]
    [InlineData("env", "THE_PIN=123456 \"$1\" \"${@:2}\" --pin env:THE_PIN")]
    [InlineData("credential", "CREDENTIALS_DIRECTORY=\"$PWD\" \"$1\" \"${@:2}\" --pin credential:pin")]
    public void A_PIN_comes_from_its_source(string kind, string script)
    {
        ForeignRun run = ByShell(script);
        Assert.True(run.Output.Contains("key: pkcs11:", StringComparison.Ordinal),
            $"{kind}: {run.Output}{run.Error}");
        Assert.DoesNotContain(SoftHsm.Pin, run.Output + run.Error, StringComparison.Ordinal);
    }

    [ForeignToolTheory(SoftHsm.Program)]
    [InlineData("chmod 644 pin; \"$1\" \"${@:2}\" --pin file:pin",
        "others than its owner may use this secret")]
    [InlineData("\"$1\" \"${@:2}\" --pin fd:7", "file descriptor 7 cannot be read")]
    [InlineData("\"$1\" \"${@:2}\" --pin env:THE_PIN", "the environment variable THE_PIN is not set")]
    [InlineData("unset CREDENTIALS_DIRECTORY; \"$1\" \"${@:2}\" --pin credential:pin",
        "$CREDENTIALS_DIRECTORY is not set")]
    [InlineData("CREDENTIALS_DIRECTORY=\"$PWD\" \"$1\" \"${@:2}\" --pin credential:../pin",
        "is not the name of a credential")]
    [InlineData("\"$1\" \"${@:2}\" --pin prompt < /dev/null", "there is no terminal to ask on")]
    [InlineData("\"$1\" \"${@:2}\" --pin 123456", "a secret is named by its source, not given")]
    public void A_source_that_gives_none_is_explained(string script, string expected)
    {
        ForeignRun run = ByShell(script);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(SoftHsm.Pin, run.Output + run.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, "python3")]
    public void A_PIN_is_asked_for_on_the_terminal_and_not_shown()
    {
        _ = SoftHsm.Instance;
        ForeignRun run = Type(["PIN of token \"zone keys\":", SoftHsm.Pin], [.. Probe, "--pin", "prompt"])
            .MustSucceed();
        Assert.Contains("key: pkcs11:", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(SoftHsm.Pin, run.Output, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, "python3")]
    public void New_PINs_are_asked_for_twice_and_must_agree()
    {
        Directory.CreateDirectory(_directory["tokens"]);
        string configuration = _directory.Write(
            "softhsm2.conf",
            $"directories.tokendir = {_directory["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n");
        string[] init = ["token", "init", "--module", SoftHsm.Module, "--label", "typed", "--state",
            _directory["state"]];
        string[] so = ["SO PIN of \"typed\":", "76543210", "SO PIN of \"typed\", again:", "76543210"];
        ForeignRun differs = Type([.. so, "new PIN of \"typed\":", "648219", "new PIN of \"typed\", again:",
            "648218"], init, configuration);
        Assert.Equal(2, differs.ExitCode);
        Assert.Contains("the two differ; nothing was done", differs.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_directory["tokens"]));

        ForeignRun made = Type([.. so, "new PIN of \"typed\":", "648219", "new PIN of \"typed\", again:",
            "648219"], init, configuration).MustSucceed();
        Assert.Contains("pkcs11:token=typed;", made.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("648219", made.Output, StringComparison.Ordinal);
        Type(["PIN of token \"typed\":", "648219"],
            ["token", "test", "--token", "pkcs11:token=typed", "--module", SoftHsm.Module, "--pin", "prompt",
                "--state", _directory["state"]], configuration)
            .MustSucceed();
    }

    private static ForeignRun Type(string[] conversation, string[] arguments, string? configuration = null) =>
        ForeignTool.Run(
        new ForeignCommand("python3", ["-c", Typist, .. conversation, "--", Keyall, .. arguments])
        {
            Environment = new Dictionary<string, string>
            {
                ["SOFTHSM2_CONF"] = configuration
                ?? SoftHsm.Instance.Configuration,
                ["TERM"] = "dumb"
            },
        });

    private ForeignRun ByShell(string script)
    {
        _ = SoftHsm.Instance;
        _directory.WriteSecret("pin", SoftHsm.Pin + "\n");
        return ForeignTool.Run(new ForeignCommand("bash",
            ["-c", script, "bash", Keyall, .. Probe])
        { Directory = _directory.FullName });
    }
}
