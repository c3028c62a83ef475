using DnssecToolkit.Keyall;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>Every move of <c>keyall</c> on the two hosts of an offline KSK: each changes the rows of its own
/// keys.</summary>
public sealed class MovesElsewhereTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("keyall-moves-elsewhere");

    // Each move with its arguments, and whose rows it changes.
    private static readonly Dictionary<string, (string[] Arguments, string Rows)> Moves = new()
    {
        ["roll zsk"] = (["--zone", "cr."], "ZSK"),
        ["roll ksk"] = (["--zone", "cr."], "KSK"),
        ["roll csk"] = (["--zone", "csk.cr."], ""),
        ["roll algorithm"] = (["--zone", "cr.", "--algorithm", "ED25519"], "KSK ZSK"),
        ["roll split"] = (["--zone", "csk.cr."], ""),
        ["roll join"] = (["--zone", "cr."], "KSK ZSK"),
        ["roll insecure"] = (["--zone", "cr."], "KSK ZSK"),
        ["roll secure"] = (["--zone", "new.cr."], ""),
        ["roll revoke"] = (["--zone", "cr.", "--tag", "KSK"], "KSK"),
        ["roll standby"] = (["--zone", "cr.", "--type", "zsk"], "ZSK"),
        ["roll foreign"] = (["--zone", "cr.", "--key", "FOREIGN", "--signer", "b.example"], ""),
        ["roll share"] = (["--zone", "go.cr.", "--with", "cr."], ""),
        ["emergency zsk"] = (["--zone", "cr.", "--active"], "ZSK"),
        ["emergency ksk"] = (["--zone", "cr.", "--both"], "KSK"),
        ["emergency csk"] = (["--zone", "csk.cr.", "--all"], ""),
        ["run"] = (["--zone", "cr.", "--until", "+P3Y"], "KSK ZSK"),
    };

    public MovesElsewhereTests() => Directory.CreateDirectory(Keys);

    public static TheoryData<string, string> OnBothHosts
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string move in Moves.Keys)
            {
                rows.Add(move, "KSK");
                rows.Add(move, "ZSK");
            }

            return rows;
        }
    }

    private string Keys => Path.Combine(_directory.FullName, "keys");

    private string Index => Path.Combine(_directory.FullName, "keyindex");

    private string[] Rows => File.ReadAllLines(Index);

    private string[] Files => [.. Directory.GetFiles(Keys).Order(StringComparer.Ordinal)];

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Every_move_is_tried_here()
    {
        IEnumerable<string> moves =
            KeyallCommand.Create().Subcommands.Where(command => command.Name is "roll" or "emergency")
            .SelectMany(command => command.Subcommands.Select(move => $"{command.Name} {move.Name}"));
        Assert.Equal(moves.Append("run").Order(StringComparer.Ordinal),
            Moves.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OnBothHosts))]
    public void A_move_changes_no_row_of_a_key_that_another_host_has(string move, string elsewhere)
    {
        Prepare(elsewhere);
        (string[] rows, string[] files) = (Rows, Files);
        string here = elsewhere == "KSK" ? "ZSK" : "KSK";
        ToolTrial trial = Run(move);
        if (move == "roll join")
        {
            AssertNoCsk(trial, rows, files);
            AssertNoCsk(Run(move, "--rows", here.ToLowerInvariant()), rows, files);
            AssertDone(move, Run(move, "--rows", "all"));
            return;
        }

        if (Moves[move].Rows.Contains(elsewhere, StringComparison.Ordinal))
        {
            Assert.Equal(1, trial.Status);
            Assert.Contains("[MOVE-ELSEWHERE]", trial.Error, StringComparison.Ordinal);
            Assert.Contains($"the {elsewhere}s of cr. are another host's", trial.Error,
                StringComparison.Ordinal);
            Assert.Equal(rows, Rows);
            Assert.Equal(files, Files);
        }
        else
        {
            AssertDone(move, trial);
            AssertOnlyChanged(rows, elsewhere);
            return;
        }

        if (Moves[move].Rows == "KSK ZSK")
        {
            Assert.Contains(
                $"here with --rows {here.ToLowerInvariant()}, there with --rows {elsewhere.ToLowerInvariant()}",
                trial.Error, StringComparison.Ordinal);
            AssertDone(move, Run(move, "--rows", here.ToLowerInvariant()));
            Assert.NotEqual(rows, Rows);
            AssertOnlyChanged(rows, elsewhere);
        }
        else
        {
            Assert.Contains("do this on the host that has them; if that host is lost", trial.Error,
                StringComparison.Ordinal);
        }
    }

    // Neither host could sign all that it signs.
    private void AssertNoCsk(ToolTrial trial, string[] rows, string[] files)
    {
        Assert.Equal(1, trial.Status);
        Assert.Contains("[MOVE-IMPOSSIBLE] the KSKs of cr. sign its DNSKEY RRsets ahead, and a CSK", trial.Error,
            StringComparison.Ordinal);
        Assert.Equal(rows, Rows);
        Assert.Equal(files, Files);
    }

    // Nothing has taken its place: it is published and signs on.
    [Theory]
    [InlineData("KSK", "roll ksk")]
    [InlineData("ZSK", "roll zsk")]
    public void A_key_that_goes_on_beyond_its_dates_is_still_the_other_hosts(string elsewhere, string move)
    {
        Prepare(elsewhere);
        string[] rows = Rows;
        int first = Array.FindIndex(rows, row => IsOf(row, elsewhere));
        string[] words = rows[first].Split(' ');
        (words[4], words[5], words[6], words[7]) =
            ("20250101000000", "20250101000000", "20261001000000", "20261101000000");
        rows[first] = string.Join(' ', words);
        File.WriteAllLines(Index, rows.Where((row, place) => place == first || !IsOf(row, elsewhere)));
        rows = Rows;
        ToolTrial trial = Run(move);
        Assert.Equal(1, trial.Status);
        Assert.Contains($"[MOVE-ELSEWHERE] the {elsewhere}s of cr. are another host's", trial.Error,
            StringComparison.Ordinal);
        Assert.Equal(rows, Rows);
    }

    [Theory]
    [InlineData("emergency ksk")]
    [InlineData("roll algorithm")]
    public void Where_the_other_host_is_lost_the_operators_word_is_enough(string move)
    {
        Prepare("KSK");
        AssertDone(move, Run(move, "--rows", "all"));
    }

    // Keys are found by their files where rows have no places, as those that were written by hand.
    [Fact]
    public void A_key_whose_file_is_here_is_here()
    {
        Assert.Equal(0,
            ToolTrial.Run(KeyallCommand.Create(), "run", "--keyindex", Index, "--keys", Keys, "--zone", "cr.",
                "--yes").Status);
        File.WriteAllLines(Index, Rows.Select(row => WithoutPlace(row, "KSK")));
        AssertDone("roll ksk", Run("roll ksk"));
    }

    // The zone of two hosts, one with a CSK, and another signer's key.
    private void Prepare(string elsewhere)
    {
        foreach (string[] zone in (string[][])[["cr."], ["csk.cr.", "--scheme", "csk"]])
        {
            Assert.Equal(0, ToolTrial.Run(KeyallCommand.Create(),
                ["run", "--keyindex", Index, "--keys", Keys, "--zone", .. zone, "--yes"]).Status);
        }

        foreach (string row in Rows.Where(row => IsOf(row, elsewhere)))
        {
            string[] words = row.Split(' ');
            File.Delete(Path.Combine(Keys, $"Kcr.+{words[2]}+{words[3]}.private"));
        }

        File.WriteAllLines(Index,
            Rows.Select(row => row.StartsWith("cr. ", StringComparison.Ordinal) ? WithoutPlace(row, elsewhere)
                : row));
    }

    private ToolTrial Run(string move, params string[] more)
    {
        string[] arguments = [.. Moves[move].Arguments.Select(word => word switch
        {
            "KSK" => Rows.First(row => row.StartsWith("cr. KSK ", StringComparison.Ordinal)).Split(' ')[3],
            "FOREIGN" => Foreign(),
            _ => word,
        })];
        return ToolTrial.Run(KeyallCommand.Create(),
            [.. move.Split(' '), "--keyindex", Index, "--keys", Keys, .. arguments, "--yes", .. more]);
    }

    private string Foreign()
    {
        string directory = Directory.CreateDirectory(Path.Combine(_directory.FullName, "foreign")).FullName;
        ToolTrial made = ToolTrial.Run(KeyallCommand.Create(), "key", "generate", "--zone", "cr.", "--keys",
            directory, "--type", "zsk");
        Assert.True(made.Status == 0, made.Error);
        return Directory.GetFiles(directory, "*.key").Single();
    }

    // A KSK whose DS is there is revoked by nobody, and a CSK would be on both hosts.
    private static void AssertDone(string move, ToolTrial trial)
    {
        Assert.DoesNotContain("MOVE-ELSEWHERE", trial.Error, StringComparison.Ordinal);
        Assert.True(trial.Status == 0
            || (move == "roll revoke"
                && trial.Error.Contains("[REHEARSAL-BREAKS]", StringComparison.Ordinal))
            || (move == "roll join"
                && trial.Error.Contains("[MOVE-IMPOSSIBLE]", StringComparison.Ordinal)), trial.Error);
    }

    private void AssertOnlyChanged(string[] before, string elsewhere)
    {
        string[] theirs =
            [.. before.Where(row => IsOf(row, elsewhere))];
        Assert.Equal(theirs, Rows.Where(row => IsOf(row, elsewhere)
            && !row.Contains(" signer=", StringComparison.Ordinal)));
    }

    private static bool IsOf(string row, string role) =>
        row.StartsWith($"cr. {role} ", StringComparison.Ordinal);

    private static string WithoutPlace(string row, string role) =>
        !row.Contains($" {role} ", StringComparison.Ordinal) ? row
        : string.Join(' ', row.Split(' ').Where(word => !word.StartsWith("key=", StringComparison.Ordinal)));
}
