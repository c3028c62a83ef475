using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Backup;
using DnssecToolkit.Interop.Tokens;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>What is printed for a ceremony, what it leaves behind, and what binds the files that cross to it.</summary>
[Collection(SoftHsm.Program)]
public sealed class CeremonyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public CeremonyTests()
    {
        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        _directory.Write("zone",
            "$TTL 300\n@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n");
        _directory.Write("dnssec.yaml", $$"""
            state: {{_directory["state"]}}
            ceremony:
              organisation: "NIC <Example>"
              contact: hostmaster@example.net
              place: San Jose
              roles: [Administrator, Witness 1, "Witness 2 | deputy"]
              statement: { URL: "https://example.net/dps", SITES: two vaults }
            policies:
              default: { denial: nsec3 }
            zones:
              - { zone: example, file: {{_directory["zone"]}}, keys: {{_directory["online"]}}, keyindex: {{_directory["keyindex"]}}, bundles: {{_directory["bundles"]}}, output: {{_directory["signed"]}} }
            """);
        Keyall(ExitStatus.Done, "run", "--zone", "example", "--keyindex", _directory["keyindex"], "--keys",
            _directory["offline"], "--yes", "--rows", "ksk");
        foreach (string key in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(key, Path.Combine(_directory["online"], Path.GetFileName(key)));
        }

        Keyall(
            ExitStatus.Done, "request", "make", "--zone", "example", "--keys", _directory["online"],
            "--keyindex", _directory["keyindex"], "--output", _directory["ksr.xml"]);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_script_has_roles_bags_digests_words_schedule_and_the_screen_of_the_request()
    {
        string script = Script("--form", "md");
        Assert.Contains("| Administrator |", script, StringComparison.Ordinal);
        Assert.Contains("| Witness 2 \\| deputy |", script, StringComparison.Ordinal);
        Assert.Contains("| 1 | BB1 |", script, StringComparison.Ordinal);
        string digest = Digest("ksr.xml");
        string words = DnssecToolkit.Encoding.PgpWords.Of(Convert.FromHexString(digest));
        Assert.Contains($"`{digest}` {words}", script, StringComparison.Ordinal);
        Assert.Contains(Digest("ksr.xml.manifest"), script, StringComparison.Ordinal);
        string tool = ForeignTool.RunIn(
            AppContext.BaseDirectory, "sh", "-c",
            "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum")
            .MustSucceed().Output[..64];
        Assert.Matches($@"\| tool \| `keyall \(\d+ files\)` \| `{tool}` ", script);
        Assert.Matches(
            $@"\| The SHA-256 of the tool is the published one \| screen C, question 3; tool on screen B as under Files: `{tool[..8]}`… ", script);
        Assert.Matches(@"\| The response is written \| screen E; \d+ bundles, of which the first begins 20",
            script);
        Assert.Matches(@"\| 2027-\d\d-\d\dT00:00:00Z \| ZSK \d{5} \(example\., 013\) \| Start: ", script);
        string screen = script[script.IndexOf("```", StringComparison.Ordinal)..];
        string shown = Keyall(ExitStatus.Done, "request", "check", _directory["ksr.xml"], "--keys",
            _directory["offline"], "--first");
        Assert.Contains(shown.Split('\n')[1], screen, StringComparison.Ordinal); // the digest
        Assert.Contains(shown.Split('\n')[^2], screen, StringComparison.Ordinal); // the last bundle
        Assert.Contains("--first", script, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_the_script_says_the_same_and_lets_no_text_become_markup()
    {
        string page = Script("--form", "html");
        Assert.Contains("NIC &lt;Example&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<Example>", page, StringComparison.Ordinal);
        Assert.Contains("<td>Witness 2 | deputy</td>", page, StringComparison.Ordinal);
        Assert.Contains(Digest("ksr.xml"), page, StringComparison.Ordinal);
        Assert.DoesNotContain("| --- |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page[..page.IndexOf("<body>", StringComparison.Ordinal)], StringComparison.Ordinal); // nothing is fetched
    }

    [ForeignToolFact("chromium", "pdftotext")]
    public void The_script_is_printed_into_a_PDF_by_a_browser()
    {
        Script("--form", "pdf", "--output", _directory["script.pdf"]);
        string text = string.Join(' ', ForeignTool.Run("pdftotext", _directory["script.pdf"], "-")
            .MustSucceed().Output.Split((char[])[' ', '\n', '\f'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("KSK ceremony 12: key signing for example.", text, StringComparison.Ordinal);
        Assert.Contains("The clock is right, in UTC, to the minute", text, StringComparison.Ordinal);
        Assert.Contains("BB1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_statement_is_filled_from_the_configuration_and_names_what_is_left_open()
    {
        string said = Keyall(ExitStatus.Done, "ceremony", "statement", "--zone", "example", "--config",
            _directory["dnssec.yaml"], "--verbose");
        Assert.StartsWith("# DNSSEC Practice Statement for example.\n", said, StringComparison.Ordinal);
        Assert.Contains("version [VERSION] of 2027-01-01, published at https://example.net/dps", said,
            StringComparison.Ordinal);
        Assert.Contains("KSK ECDSAP256SHA256, ZSK ECDSAP256SHA256", said, StringComparison.Ordinal);
        Assert.Contains("NSEC3 with 0 further iterations and a salt of 0 octets", said,
            StringComparison.Ordinal);
        Assert.Contains("two vaults", said, StringComparison.Ordinal);
        Assert.Contains("Administrator, Witness 1, Witness 2 | deputy", said, StringComparison.Ordinal);
        Assert.Matches("statement: .*AUDIT, .*LEGAL", said);
        Assert.Matches("<h2>8. Legal matters</h2>", Keyall(
            ExitStatus.Done, "ceremony", "statement", "--zone", "example", "--config",
            _directory["dnssec.yaml"], "--form", "html"));
        Assert.Contains("there is no zone other.", Keyall(
            ExitStatus.Usage, "ceremony", "statement", "--zone", "other", "--config",
            _directory["dnssec.yaml"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_is_imported_by_the_transcript_only_if_the_witnesses_saw_it()
    {
        string[] sign = ["ceremony", "run", _directory["ksr.xml"], "--keys", _directory["offline"],
            "--keyindex", _directory["keyindex"], "--first", "--yes"];
        Keyall(ExitStatus.Done,
            [.. sign, "--output", _directory["skr.xml"], "--transcript", _directory["transcript"]]);
        Keyall(ExitStatus.Done, "ceremony", "check", _directory["transcript"], _directory["ksr.xml"],
            _directory["ksr.xml.manifest"], _directory["skr.xml"], _directory["skr.xml.manifest"]);
        Assert.Contains("CEREMONY-FILE",
            Keyall(ExitStatus.Refused, "ceremony", "check", _directory["transcript"],
                _directory["zone"]), StringComparison.Ordinal);
        string[] import =
        [
            "response", "import", _directory["skr.xml"], "--keys", _directory["online"], "--bundles", _directory["bundles"], "--transcript", _directory["transcript"],
            "--request", _directory["ksr.xml"], "--first",
        ];
        string manifest = File.ReadAllText(_directory["skr.xml.manifest"]);
        File.WriteAllText(_directory["skr.xml.manifest"],
            manifest.Replace("Answers-SHA-256: ", "X-SHA-256: ", StringComparison.Ordinal));
        Assert.Contains("CEREMONY-FILE", Keyall(ExitStatus.Refused, import), StringComparison.Ordinal);
        File.WriteAllText(_directory["skr.xml.manifest"], manifest);
        Keyall(ExitStatus.Done, import);
        File.WriteAllText(_directory["transcript"], File.ReadAllText(_directory["transcript"])
            .Replace("response skr", "response skR", StringComparison.Ordinal));
        Assert.Contains("CEREMONY-TRANSCRIPT", Keyall(ExitStatus.Refused, import), StringComparison.Ordinal);
    }

    // Nobody can confirm the words of what was not shown; and what was shown is what the script has as its screen B.
    [Fact]
    public void All_digests_are_on_the_screen_before_the_first_step_is_asked_for()
    {
        string[] sign = ["ceremony", "run", _directory["ksr.xml"], "--keys", _directory["offline"],
            "--keyindex", _directory["keyindex"]];
        string said = Keyall(ExitStatus.Usage,
            [.. sign, "--first", "--output", _directory["skr.xml"], "--transcript", _directory["first"]]);
        string shown = said[..said.IndexOf("All roles are present", StringComparison.Ordinal)];
        string script = Script("--form", "md");
        string screen = script[script.IndexOf("## Screen B", StringComparison.Ordinal)..].Split("```\n")[1];
        Assert.Contains(screen, shown.Replace(_directory["ksr.xml"], "ksr.xml", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Keyall(ExitStatus.Done,
            [.. sign, "--first", "--yes", "--output", _directory["skr.xml"], "--transcript",
                _directory["transcript"]]);
        Keyall(ExitStatus.Done, "response", "import", _directory["skr.xml"], "--request",
            _directory["ksr.xml"], "--first", "--keys", _directory["online"],
            "--keyindex", _directory["keyindex"], "--bundles", _directory["bundles"]);
        Keyall(ExitStatus.Done, "request", "make", "--zone", "example", "--keys", _directory["online"],
            "--keyindex", _directory["keyindex"],
            "--bundles", _directory["bundles"], "--from", "20270401000000", "--output",
            _directory["ksr.xml"]);
        string next = Keyall(ExitStatus.Usage,
            [.. sign, "--limit", "horizon=300d", "--previous", _directory["skr.xml"], "--config",
                _directory["dnssec.yaml"], "--output", _directory["skr-2.xml"], "--transcript", _directory["second"]]);
        string before = next[..next.IndexOf("All roles are present", StringComparison.Ordinal)];
        Assert.All((string[])["ksr.xml", "ksr.xml.manifest", "skr.xml", "skr.xml.manifest", "dnssec.yaml"],
            file =>
        {
            Assert.Contains(Digest(file), before, StringComparison.Ordinal);
            Assert.Contains($" {file} {Digest(file)}\n", File.ReadAllText(_directory["second"]),
                StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_request_for_a_zone_that_the_KSKs_are_not_for_is_refused()
    {
        string[] check = ["request", "check", _directory["ksr.xml"], "--keys", _directory["offline"],
            "--first"];
        Keyall(ExitStatus.Done, [.. check, "--zone", "EXAMPLE.", "--zone", "other"]);
        Keyall(ExitStatus.Done, check); // the KSKs that are there are for it
        Directory.CreateDirectory(_directory["elsewhere"]);
        string[] elsewhere = ["request", "check", _directory["ksr.xml"], "--keys", _directory["elsewhere"],
            "--first"];
        Assert.Contains("nothing here says for which zones", Keyall(ExitStatus.Usage, elsewhere),
            StringComparison.Ordinal);
        Keyall(ExitStatus.Done, "key", "generate", "--zone", "other", "--keys", _directory["elsewhere"],
            "--type", "ksk");
        Assert.Contains("[KSR-DOMAIN]", Keyall(ExitStatus.Refused, elsewhere), StringComparison.Ordinal);
        Assert.Contains("[KSR-DOMAIN]", Keyall(ExitStatus.Refused, [.. check, "--zone", "other"]),
            StringComparison.Ordinal);
        Assert.Contains("[KSR-DOMAIN]", Keyall(ExitStatus.Refused, [.. check, "--profile", "root"]),
            StringComparison.Ordinal);
        _directory.Write("others", File.ReadAllText(_directory["keyindex"])
            .Replace("example. ", "other. ", StringComparison.Ordinal));
        Assert.Contains("[KSR-DOMAIN]",
            Keyall(ExitStatus.Refused, "request", "sign", _directory["ksr.xml"], "--keys",
                _directory["offline"], "--first",
            "--keyindex", _directory["others"], "--output", _directory["skr.xml"], "--yes"),
                StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_on_a_stick_has_its_digest_and_what_was_changed_is_found()
    {
        Directory.CreateDirectory(_directory["stick/keys"]);
        File.Copy(_directory["ksr.xml"], _directory["stick/ksr.xml"]);
        string key = Directory.GetFiles(_directory["offline"], "*.key").Single();
        File.Copy(key, _directory["stick/keys/ksk.key"]);
        string made = Keyall(ExitStatus.Done, "ceremony", "manifest", _directory["stick"]);
        Assert.Equal(made, Keyall(ExitStatus.Done, "ceremony", "manifest", _directory["stick"], "--check"));
        ForeignTool.RunIn(_directory["stick"], "sha256sum", "-c", "MANIFEST.sha256").MustSucceed();
        _directory.Write("stick/new", "");
        File.AppendAllText(_directory["stick/ksr.xml"], "\n");
        File.Delete(_directory["stick/keys/ksk.key"]);
        string said = Keyall(ExitStatus.Refused, "ceremony", "manifest", _directory["stick"], "--check");
        Assert.Equal(3, said.Split("[BUNDLE-DIGEST]").Length - 1);
        _directory.Write("stick/MANIFEST.sha256", "nonsense\n");
        Keyall(ExitStatus.UnreadableInput, "ceremony", "manifest", _directory["stick"], "--check");
    }

    /// <summary>A directory that leads into itself has no end, and a pipe no beginning.</summary>
    [ForeignToolFact("mkfifo")]
    public void Links_and_pipes_are_refused_at_once_on_a_stick_and_as_a_request()
    {
        string stick = Directory.CreateDirectory(_directory["stick/below"]).FullName;
        Refused(() => File.CreateSymbolicLink(Path.Combine(stick, "one"), "."));
        Refused(() => File.CreateSymbolicLink(_directory["stick/zone"], _directory["zone"]));
        Refused(() => File.CreateSymbolicLink(_directory["stick/MANIFEST.sha256"], _directory["zone"]));
        string zone = File.ReadAllText(_directory["zone"]);
        string pipe = _directory["stick/pipe"];
        Refused(() => ForeignTool.Run("mkfifo", pipe).MustSucceed());
        Assert.Equal(zone, File.ReadAllText(_directory["zone"]));

        ForeignTool.Run("mkfifo", pipe).MustSucceed();
        string[] keys = ["--keys", _directory["offline"], "--first"];
        Assert.Contains($"{pipe}: is no regular file",
            Keyall(ExitStatus.UnreadableInput, ["request", "check", pipe, .. keys]), StringComparison.Ordinal);
        File.Delete(_directory["ksr.xml.manifest"]);
        ForeignTool.Run("mkfifo", _directory["ksr.xml.manifest"]).MustSucceed();
        Keyall(ExitStatus.UnreadableInput, ["request", "check", _directory["ksr.xml"], .. keys]);

        void Refused(Action put)
        {
            put();
            foreach (string[] more in (string[][])[[], ["--check"]])
            {
                Assert.Contains("is a link, or no regular file", Keyall(ExitStatus.UnreadableInput,
                    ["ceremony", "manifest", _directory["stick"], .. more]), StringComparison.Ordinal);
            }

            foreach (string entry in Directory.GetFileSystemEntries(_directory["stick"], "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, MaxRecursionDepth = 1 })
                .Where(entry => entry != stick))
            {
                File.Delete(entry);
            }
        }
    }

    /// <summary>Relying parties read it: it promises what was agreed on, and not what is usual.</summary>
    [Fact]
    public void The_statement_says_how_far_ahead_is_signed_and_which_controls_are_not_applied()
    {
        string[] statement = ["ceremony", "statement", "--zone", "example", "--config",
            _directory["dnssec.yaml"]];
        string said = Keyall(ExitStatus.Done, statement);
        Assert.Contains("expires more than 180d after the ceremony", said, StringComparison.Ordinal);
        Assert.Contains("*proof of possession by each ZSK, the chain to the previous response, ", said,
            StringComparison.Ordinal);
        string configuration = File.ReadAllText(_directory["dnssec.yaml"]);
        _directory.Write("dnssec.yaml", configuration.Replace("{ denial: nsec3 }",
            "{ denial: nsec3, requests: { horizon: 400d, waive: { KSR-BUNDLE-POP: BIND gives none } } }",
            StringComparison.Ordinal));
        said = Keyall(ExitStatus.Done, statement);
        Assert.Contains("expires more than 400d after the ceremony", said, StringComparison.Ordinal);
        Assert.DoesNotContain("180", said, StringComparison.Ordinal);
        Assert.DoesNotContain("proof of possession by each ZSK", said, StringComparison.Ordinal);
        Assert.Contains("; KSR-BUNDLE-POP is not applied (BIND gives none).", said, StringComparison.Ordinal);
        _directory.Write("dnssec.yaml", configuration.Replace($"bundles: {_directory["bundles"]}, ", "",
            StringComparison.Ordinal));
        said = Keyall(ExitStatus.Done, statement);
        Assert.DoesNotContain("after the ceremony", said, StringComparison.Ordinal);
        Assert.DoesNotContain("proof of possession by each ZSK", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ceremony_is_rehearsed_from_request_to_import_with_keys_of_its_own()
    {
        string said = Keyall(ExitStatus.Done, "ceremony", "rehearse", _directory["rehearsal"], "--zone",
            "example", "--yes", "--time", "20270301000000");
        Assert.Contains("$ keyall ceremony run ", said, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_directory["rehearsal/bundles"], "*.skr").Length); // the second goes on from the first
        Assert.Contains($"--previous {_directory["rehearsal/skr.xml"]}", said, StringComparison.Ordinal);
        string script = File.ReadAllText(_directory["rehearsal/script-2.html"]);
        Assert.Contains("<h3>Screen H", script, StringComparison.Ordinal);
        Assert.Contains($"previous response skr.xml\n  SHA-256 {Digest("rehearsal/skr.xml")}\n", script,
            StringComparison.Ordinal);
        Assert.Contains(", a rehearsal\n", File.ReadAllText(_directory["rehearsal/transcript.txt"]),
            StringComparison.Ordinal);
        Keyall(ExitStatus.UnwritableOutput, "ceremony", "rehearse", _directory["rehearsal"], "--zone",
            "example", "--yes");
    }

    // The manifest brings rows and what was seen of the DS: whoever exchanges it on the way changes words that people compare.
    [Fact]
    public void The_words_of_a_manifest_are_shown_where_it_is_made_and_where_it_is_read()
    {
        string made = Keyall(
            ExitStatus.Done, "request", "make", "--zone", "example", "--keys", _directory["online"],
            "--keyindex", _directory["keyindex"], "--output", _directory["ksr.xml"]);
        string[] sign = ["--keys", _directory["offline"], "--keyindex", _directory["keyindex"], "--first"];
        string signed = Keyall(ExitStatus.Done,
            ["request", "sign", _directory["ksr.xml"], "--output", _directory["skr.xml"], "--yes", .. sign]);
        string read = Keyall(
            ExitStatus.Done, "response", "check", _directory["skr.xml"], "--keys", _directory["online"],
            "--bundles", _directory["bundles"], "--first");
        Assert.All((string[])[made, signed, Checked()],
            said => Assert.Contains(Shown("request", "ksr.xml"), said, StringComparison.Ordinal));
        Assert.All((string[])[signed, read],
            said => Assert.Contains(Shown("response", "skr.xml"), said, StringComparison.Ordinal));

        string before = Shown("request", "ksr.xml");
        File.AppendAllText(_directory["ksr.xml.manifest"], "\n");
        Assert.DoesNotContain(before, Checked(), StringComparison.Ordinal);

        string Checked() => Keyall(ExitStatus.Done, "request", "check", _directory["ksr.xml"], "--keys",
            _directory["offline"], "--first");
        string Shown(string what, string file)
        {
            string digest = Digest(file + ".manifest");
            string words = string.Concat(DnssecToolkit.Encoding.PgpWords.Of(Convert.FromHexString(digest))
                .Split(' ').Chunk(8).Select(line => $"  {string.Join(' ', line)}\n"));
            return $"manifest of the {what} {_directory[file]}.manifest\n  SHA-256 {digest}\n{words}";
        }
    }

    [OfflineMachineFact]
    public void A_ceremony_is_held_without_a_network_and_from_a_medium_that_cannot_be_written()
    {
        string tools = AppContext.BaseDirectory.TrimEnd('/');
        ForeignTool.Run(
            "unshare", "--net", "--mount", "sh", "-c",
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && ! touch \"$0/written\" 2> /dev/null && exec \"$@\"", tools,
            Path.Combine(tools, "keyall"), "ceremony", "rehearse", _directory["rehearsal"], "--zone",
            "example", "--yes", "--time", "20270301000000").MustSucceed();
        string[] crossing = ["ksr-2.xml", "ksr-2.xml.manifest", "skr-2.xml", "skr-2.xml.manifest",
            "transcript-2.txt"];
        Assert.All(crossing,
            name => Assert.InRange(new FileInfo(_directory[$"rehearsal/{name}"]).Length, 1, 100_000));
    }

    // Debian 12 has no typst: what stands in for it checks how it is called and keeps what it is given.
    [Fact]
    public void Where_no_browser_is_typst_makes_the_pdf()
    {
        string bin = Path.GetDirectoryName(_directory.Write("bin/typst", $"""
            #!/bin/sh
            [ $# = 5 ] && [ "$1" = compile ] && [ "$2" = --root ] && [ -d "$3" ] && [ "$4" = "$3/page.typ" ] && [ "$5" = "$3/page.pdf" ] || exit 2
            /bin/cp "$4" "{_directory["source.typ"]}" && printf '%%PDF-1.7\n' > "$5"
            """ + "\n"))!;
        File.SetUnixFileMode(_directory["bin/typst"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        PdfBy(bin).MustSucceed();
        Assert.Equal("%PDF-1.7\n", File.ReadAllText(_directory["script.pdf"]));
        string source = File.ReadAllText(_directory["source.typ"]);
        Assert.Contains("""#heading(level: 1, { "KSK \"ceremony\" #12: key signing for example." })""", source, StringComparison.Ordinal);
        Assert.Contains("raw(\"keyall request check ksr.xml --keys /mnt/ksk --first\")",
            source.Replace("\\u{200b}", "", StringComparison.Ordinal), StringComparison.Ordinal);

        File.Delete(_directory["bin/typst"]);
        ForeignRun without = PdfBy(bin);
        Assert.Equal((int)ExitStatus.Usage, without.ExitCode);
        Assert.Contains("install chromium or typst", without.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("typst", "pdftotext")]
    public void A_pdf_by_typst_has_all_that_the_script_says()
    {
        Directory.CreateDirectory(_directory["bin"]);
        File.CreateSymbolicLink(_directory["bin/typst"], ForeignTool.Find("typst")!);
        PdfBy(_directory["bin"]).MustSucceed();
        string text = ForeignTool.Run("pdftotext", "-layout", _directory["script.pdf"], "-")
            .MustSucceed().Output;
        Assert.Contains("KSK \"ceremony\" #12: key signing for example.", text, StringComparison.Ordinal);
        Assert.Contains(Digest("ksr.xml")[..8], text, StringComparison.Ordinal);
        Assert.Contains("Exceptions", text, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void A_ceremony_is_rehearsed_with_the_token()
    {
        _ = SoftHsm.Instance;
        string pin = _directory.Write("pin", SoftHsm.Pin + "\n");
        File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Keyall(
            ExitStatus.Done, "ceremony", "rehearse", _directory["rehearsal"], "--zone", "rehearsal.example",
            "--yes", "--token", "pkcs11:token=zone%20keys",
            "--module", SoftHsm.Module, "--pin", "file:"
                + pin, "--in-process", "--state", _directory["state"]);
        Assert.Contains("\nLabel: ",
            File.ReadAllText(Directory.GetFiles(_directory["rehearsal/offline"], "*.private")
                .Single()), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_directory["rehearsal/bundles"], "*.skr").Length);
    }

    private ForeignRun PdfBy(string path) => KeybackupRun.Run(
        "keyall", new Dictionary<string, string> { ["PATH"] = path }, "ceremony", "script", "--zone",
        "example", "--config", _directory["dnssec.yaml"],
        "--name", "KSK \"ceremony\" #12", "--request", _directory["ksr.xml"], "--first", "--keys", "/mnt/ksk",
        "--form", "pdf", "--output", _directory["script.pdf"]);

    private string Script(params string[] form) => Keyall(
        ExitStatus.Done,
        ["ceremony", "script", "--zone", "example", "--config", _directory["dnssec.yaml"], "--name",
            "KSK ceremony 12", "--bag", "BB1",
            "--request", _directory["ksr.xml"], "--first", "--keys", "/mnt/ksk", .. form]);

    private string Digest(string file) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_directory[file])));

    private static string Keyall(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Keyall(expected, arguments);
}
