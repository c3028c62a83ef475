using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The keyindex of one side of an offline KSK: the rows it tells the other side, and those that come
/// from there.</summary>
internal sealed class SharedRows : IDisposable
{
    private readonly KeyIndexFile? _file;
    private readonly DomainName _zone;
    private readonly Timestamp _moment;

    private SharedRows(KeyIndexFile? file, KeyIndex index, DomainName zone, Timestamp moment, string path)
    {
        _file = file;
        Path = path;
        Index = index;
        _zone = zone;
        _moment = moment;
    }

    /// <summary>Where it is; empty for one without a file.</summary>
    internal string Path { get; }

    /// <summary>The keyindex, with what came from the other side.</summary>
    internal KeyIndex Index { get; private set; }

    /// <summary>The lines that <see cref="Take"/> changed.</summary>
    internal IReadOnlyList<string> Lines { get; private set; } = [];

    /// <summary>The rows of ZSKs.</summary>
    internal ImmutableArray<string> OfZsks =>
        [.. Entries.Where(entry => !entry.IsSep).Select(entry => entry.ToSharedRow())];

    /// <summary>The rows of KSKs and CSKs.</summary>
    internal ImmutableArray<string> OfKsks =>
        [.. Entries.Where(entry => entry.IsSep).Select(entry => entry.ToSharedRow())];

    /// <summary>The rows of KSKs and CSKs with what was seen of their DS.</summary>
    internal ImmutableArray<string> OfKsksObserved =>
        [.. Entries.Where(entry => entry.IsSep).Select(entry => entry.ToObservedRow())];

    private IEnumerable<KeyIndexEntry> Entries => RowExchange.Shared(Index, _zone, _moment);

    /// <summary>The option that names the keyindex.</summary>
    internal static Option<string?> Option() => new("--keyindex")
    {
        Description =
            "Keyindex: says when keys are used; its rows go to the other side, and those of the other side come into it",
        HelpName = "FILE",
    };

    /// <summary>The option that ends a dispute.</summary>
    internal static Option<bool> Settle() => new("--settle-rows")
    {
        Description =
            "Where rows of the keyindex differ between the sides, take over what the owner of each row has",
    };

    /// <summary>Takes a keyindex that is open for changes; one without a file is kept nowhere.</summary>
    internal static SharedRows Of(KeyIndexFile? file, KeyIndex index, DomainName zone, Timestamp moment) =>
        new(file, index, zone, moment, file?.Path ?? "");

    /// <summary>Reads a keyindex; null where none was named.</summary>
    /// <param name="run">The run.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="moment">When the first slot begins.</param>
    /// <param name="toChange">Whether rows are to be taken over: then no other run changes the file
    /// meanwhile.</param>
    internal static SharedRows? Read(
        ToolRun run, Option<string?> option, DomainName zone, Timestamp moment, bool toChange)
    {
        if (run.Options.GetValue(option) is not { } path)
        {
            return null;
        }

        if (!toChange)
        {
            return new SharedRows(null, KeyIndexOptions.Read(path, run), zone, moment, path);
        }

        FindingList findings = new();
        KeyIndexFile file = KeyIndexFile.Open(path, findings);
        run.Report(findings);
        return Of(file, file.Index, zone, moment);
    }

    /// <summary>Compares the rows that came with a file, and says what changes here.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file.</param>
    /// <param name="manifest">Its manifest, or null.</param>
    /// <param name="bundles">Its bundles, whose keys the other side has rows for.</param>
    /// <param name="settle">Whether the owner of a row is right, whatever the other has.</param>
    /// <param name="findings">Takes what is in the way.</param>
    internal void Take(
        ToolRun run, string path, BundleManifest? manifest, ImmutableArray<KeyBundle> bundles,
        bool settle, FindingList findings)
    {
        if (manifest is null)
        {
            run.Console.Say(
                $"{path}: there is no manifest beside it, so the rows of the two sides were not compared");
            return;
        }

        RowExchange exchange = RowExchange.Compare(manifest, Index, _moment, path, findings);
        exchange.CheckKeys(bundles, findings);
        if (!settle)
        {
            exchange.ReportDisputes(findings);
        }

        if (!findings.HasFaults)
        {
            KeyIndex applied = exchange.Apply();
            Index = SharedKeys.Adopt(applied);
            Lines = [.. exchange.Lines, .. KeyIndexDifference.Lines(applied, Index)];
        }
    }

    /// <summary>Holds the KSKs of bundles that are to be made against the rows that go to the other side with
    /// them: it takes no key without one.</summary>
    /// <param name="ksks">The KSKs.</param>
    /// <param name="findings">Takes those that have no row, where there are rows of KSKs at all.</param>
    internal void CheckKsks(IEnumerable<ZoneKey> ksks, FindingList findings)
    {
        KeyIndexEntry[] rows = [.. Entries.Where(entry => entry.IsSep)];
        foreach (ZoneKey key in rows.Length == 0 ? [] : RowExchange.WithoutRow(ksks, rows))
        {
            findings.Add(new Finding(CheckCodes.BundleDrift, new SourceLocation(Path),
                $"{key} is to be in a bundle, and has no row here: the other side would refuse the response")
            {
                Hint = "enter it (`keyall roll ksk`, `keyall run --rows ksk`), or leave it out",
            });
        }
    }

    /// <summary>Writes the keyindex with the rows that were taken, if there are any.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isReal">Whether anything may be written: the present is the run's moment, or the operator
    /// insists.</param>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal void Keep(ToolRun run, bool isReal)
    {
        if (Lines.Count == 0 || _file is null)
        {
            return;
        }

        foreach (string line in Lines)
        {
            run.Console.Say(line);
        }

        if (isReal)
        {
            _file.Replace(Index, run.Now);
        }

        run.Console.Say(isReal ? $"{_file.Path}: {Taken}" : $"{_file.Path}: {NotReal}");
    }

    /// <summary>What is said where the rows were taken over.</summary>
    internal const string Taken = "took over what the other side has";

    /// <summary>What is said where a run at another moment changes nothing.</summary>
    internal const string NotReal = "nothing was written: --time is not the present; insist with --for-real";

    /// <summary>The option that insists.</summary>
    internal static Option<bool> ForReal() =>
        new("--for-real") { Description = "Change files that are in use although --time is not the present" };

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
