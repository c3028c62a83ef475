using System.Globalization;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>keyall run makes keys in a token, and is killed at each step in turn by strace's fault injection,
/// then run again.</summary>
public sealed class TokenRunKillTests : IDisposable
{
    private const int MostSteps = 40;
    private const int Killed = 137;

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _environment;

    public TokenRunKillTests()
    {
        Directory.CreateDirectory(_directory["tokens"]);
        _environment = new()
        {
            ["SOFTHSM2_CONF"] = _directory.Write("softhsm2.conf",
                $"directories.tokendir = {_directory["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n"),
            ["STATE_DIRECTORY"] = _directory["state"],
        };
        _directory.WriteSecret("pin", SoftHsm.Pin + "\n");
    }

    public void Dispose() => _directory.Dispose();

    // The renames put the note, the key's two files and the keyindex with its history into their places.
    [ForeignToolTheory("strace", SoftHsm.Program)]
    [InlineData("rename,renameat,renameat2")]
    [InlineData("unlink,unlinkat")]
    public void A_run_that_is_killed_at_any_step_is_run_again_without_waste(string calls)
    {
        int step = 0;
        int killed;
        do
        {
            killed = 0;
            Begin();
            step++;
            if (Run("strace", "-o", _directory["strace"], "-e", $"trace={calls}", "-e",
                string.Create(CultureInfo.InvariantCulture, $"inject={calls}:signal=KILL:when={step}"),
                Keyall) == Killed)
            {
                killed = 1;
                AssertReadable();
                Assert.Equal(0, Run(Keyall));
            }

            AssertOneOfEach();
        }
        while (killed == 1 && step < MostSteps);

        Assert.InRange(step, 2, MostSteps - 1);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void A_later_run_keeps_the_version_before_and_signall_signs_with_the_keys()
    {
        Begin();
        Assert.Equal(0, Run(Keyall));
        string first = File.ReadAllText(_directory["keyindex"]);
        Assert.Equal(0, Run([Keyall, "--until", "now+P14M"], common: true));
        string kept = Assert.Single(Directory.GetFiles(_directory["keyindex.history"]),
            file => Path.GetFileName(file)[0] != '.');
        Assert.Equal(first, File.ReadAllText(kept));
        Assert.StartsWith(first, File.ReadAllText(_directory["keyindex"]), StringComparison.Ordinal);
        string zone = _directory.Write("db.cr",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        ForeignRun signed = Start("signall", "--zone-file", zone, "--origin", "cr.", "--keys",
            _directory["keys"], "--keyindex", _directory["keyindex"],
            "--output", zone + ".signed", "--pin", "file:" + _directory["pin"]);
        Assert.True(signed.ExitCode == 0, signed.Everything);
    }

    private static string Keyall => Path.Combine(AppContext.BaseDirectory, "keyall");

    private void Begin()
    {
        foreach (string name in (string[])["keys", "keyindex.history", "tokens", "state"])
        {
            if (Directory.Exists(_directory[name]))
            {
                Directory.Delete(_directory[name], recursive: true);
            }
        }

        File.Delete(_directory["keyindex"]);
        Directory.CreateDirectory(_directory["tokens"]);
        Directory.CreateDirectory(_directory["keys"]);
        Assert.Equal(0, ForeignTool.Run(new ForeignCommand(SoftHsm.Program, ["--init-token", "--free", "--label", "run", "--so-pin", "12345678", "--pin", SoftHsm.Pin])
        {
            Environment = _environment,
        }).ExitCode);
    }

    private int Run(params string[] words) => Run(words, common: true);

    private int Run(string[] words, bool common)
    {
        string[] arguments = common
            ? ["run", "--keyindex", _directory["keyindex"], "--keys", _directory["keys"], "--zone", "cr.",
                "--scheme", "csk", "--yes", "--quiet",
                "--token", "pkcs11:token=run", "--module", SoftHsm.Module, "--pin", "file:"
                    + _directory["pin"]] : [];
        int tool = Array.IndexOf(words, Keyall);
        ForeignRun run = Start(words[0], [.. words[1..(tool + 1)], .. arguments, .. words[(tool + 1)..]]);
        Assert.True(run.ExitCode is 0 or Killed, run.Everything);
        return run.ExitCode;
    }

    private ForeignRun Start(string program, params string[] arguments) => ForeignTool.Run(new ForeignCommand(
        program == "signall" ? Path.Combine(AppContext.BaseDirectory, program) : program, arguments)
    {
        Environment = _environment,
    });

    // Whatever the moment: a keyindex that can be read, and no row of a key that is not whole.
    private void AssertReadable()
    {
        if (File.Exists(_directory["keyindex"]))
        {
            KeyIndex index = KeyIndex.Read(File.ReadAllBytes(_directory["keyindex"]), null, new());
            Assert.All(index.Entries,
                row => Assert.Single(Directory.GetFiles(_directory["keys"], $"Kcr.+013+{row.Tag:D5}.key")));
        }
    }

    private void AssertOneOfEach()
    {
        KeyIndexEntry row =
            Assert.Single(KeyIndex.Read(File.ReadAllBytes(_directory["keyindex"]), null, new()).Entries);
        using KeyDirectory keys = KeyDirectory.Read(_directory["keys"], DomainName.Parse("cr."), new());
        Assert.Equal(row.Tag, Assert.Single(keys.Keys).Key.Tag.Value);
        ForeignRun probe = Start(Keyall, "token", "probe", "--token", "pkcs11:token=run", "--module",
            SoftHsm.Module, "--pin", "file:" + _directory["pin"]);
        Assert.Single(probe.Output.Split('\n'), line => line.StartsWith("key: ", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(_directory["keys"], ".making")),
            file => Path.GetFileName(file)[0] != '.');
    }
}
