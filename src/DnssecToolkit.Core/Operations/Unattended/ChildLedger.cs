using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A parent's book of its children: the DS sets that are due, and those that wait, since
/// when.</summary>
/// <remarks>Files of lines <c>CHILD SINCE DS…</c>, RDATA in hexadecimal: <c>children.ds</c> changes only when
/// the zone has to be signed for it. <c>children.signed</c> has no DS: it says when the request was signed
/// that a child was believed last. <c>children.left</c> has the DS that were in the zone and are no more, and
/// since when the last of them is gone. <c>children.settled</c> is one digest, by which a run passes over
/// files that have nothing new. Lines that make no sense are as if they were not there: their sets wait
/// anew.</remarks>
internal sealed class ChildLedger
{
    private const long MostOctets = 256 << 20;
    private const string WaitingFile = "children.waiting";
    private const string SignedFile = "children.signed";
    private const string LeftFile = "children.left";
    private const string SettledFile = "children.settled";
    private const int MostLeft = 32; // DS of one child

    private readonly StateDirectory _state;
    private readonly ZoneConfiguration _zone;
    private readonly string _dueBefore;
    private readonly string _waitingBefore;
    private readonly string _signedBefore;
    private readonly string _leftBefore;
    private readonly string _settledBefore;

    private ChildLedger(StateDirectory state, ZoneConfiguration zone)
    {
        _state = state;
        _zone = zone;
        Due = Read(DueFile(state, zone));
        Waiting = Read(state.PathOf(zone, WaitingFile));
        Signed = Read(state.PathOf(zone, SignedFile))
            .ToDictionary(child => child.Key, child => child.Value.Since);
        Left = Read(state.PathOf(zone, LeftFile));
        string settled = state.PathOf(zone, SettledFile);
        Settled = File.Exists(settled) ? File.ReadAllText(settled) : "";
        _settledBefore = Settled;
        (_dueBefore, _waitingBefore, _signedBefore, _leftBefore) = (TextOf(Due), TextOf(Waiting),
            TextOf(SignedSets), TextOf(Left));
    }

    /// <summary>The sets that are in the zone, by child; an empty one says that the child's DS were
    /// removed.</summary>
    internal Dictionary<DomainName, ChildSet> Due { get; }

    /// <summary>The sets that wait.</summary>
    internal Dictionary<DomainName, ChildSet> Waiting { get; }

    /// <summary>The inception of the latest signatures over CDS and CDNSKEY that a child was believed by:
    /// older ones are a replay (RFC 7344 §6.2).</summary>
    internal Dictionary<DomainName, Timestamp> Signed { get; }

    /// <summary>The DS that were in the zone and are no more, by child, with the moment when the last of them
    /// left: a copy of an old file must not bring them back.</summary>
    internal Dictionary<DomainName, ChildSet> Left { get; }

    /// <summary>What the children's files and the parent's content were like when nothing in them had to go
    /// in any more; or empty.</summary>
    internal string Settled { get; set; }

    private Dictionary<DomainName, ChildSet> SignedSets =>
        Signed.ToDictionary(child => child.Key, child => new ChildSet(child.Value, []));

    /// <summary>The file whose change is a reason to sign.</summary>
    internal static string DueFile(StateDirectory state, ZoneConfiguration zone) =>
        state.PathOf(zone, "children.ds");

    /// <summary>Reads a zone's book.</summary>
    internal static ChildLedger Of(StateDirectory state, ZoneConfiguration zone) => new(state, zone);

    /// <summary>Begins a zone's book, which is there from then on, and be it empty.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal static void Begin(StateDirectory state, ZoneConfiguration zone,
        Dictionary<DomainName, ChildSet> due) =>
        Write(DueFile(state, zone), TextOf(due), null);

    /// <summary>Puts a set in.</summary>
    /// <param name="child">The child.</param>
    /// <param name="set">Its DS from now on.</param>
    /// <param name="before">Its DS until now.</param>
    /// <param name="now">The moment.</param>
    internal void PutIn(DomainName child, IReadOnlyList<byte[]> set, IReadOnlyList<byte[]> before,
        Timestamp now)
    {
        _ = Waiting.Remove(child);
        Due[child] = new ChildSet(now, set);
        NoteLeft(child, set, before, now);
    }

    /// <summary>Remembers which of a child's DS are in the zone no more.</summary>
    internal void NoteLeft(DomainName child, IReadOnlyList<byte[]> set, IReadOnlyList<byte[]> before,
        Timestamp now)
    {
        ChildSet known = Left.GetValueOrDefault(child) ?? new ChildSet(now, []);
        byte[][] gone = [.. before.Where(ds => !ChildSet.Has(set, ds) && !ChildSet.Has(known.Ds, ds))];
        byte[][] left = [.. known.Ds.Where(ds => !ChildSet.Has(set, ds)).Concat(gone).TakeLast(MostLeft)];
        _ = Left.Remove(child);
        if (left.Length > 0)
        {
            Left[child] = new ChildSet(gone.Length > 0 ? now : known.Since, left);
        }
    }

    /// <summary>The first DS of a set that left the zone, and since when; null where there is none.</summary>
    /// <param name="child">The child.</param>
    /// <param name="set">What it is to have.</param>
    /// <param name="present">What it has: that has not left.</param>
    internal (byte[] Ds, Timestamp Since)? BackIn(DomainName child, IReadOnlyList<byte[]> set,
        IReadOnlyList<byte[]> present) =>
        Left.TryGetValue(child, out ChildSet? left)
            && set.FirstOrDefault(ds => ChildSet.Has(left.Ds, ds) && !ChildSet.Has(present, ds)) is { } back
            ? (back, left.Since) : null;

    /// <summary>Lets DS come back, because the operator says so.</summary>
    internal void LetBack(DomainName child, IReadOnlyList<byte[]> set) => NoteLeft(child, set, [], default);

    /// <summary>Remembers that CDS which were signed before a moment are older than what is in the
    /// zone.</summary>
    internal void NoteSigned(DomainName child, Timestamp moment)
    {
        if (!(Signed.TryGetValue(child, out Timestamp last) && last >= moment))
        {
            Signed[child] = moment;
        }
    }

    /// <summary>Takes children out; a set that waits for one of them waits anew.</summary>
    internal void Strike(IEnumerable<DomainName> children)
    {
        foreach (DomainName child in children)
        {
            _ = Due.Remove(child);
            _ = Waiting.Remove(child);
        }

        Settled = "";
    }

    /// <summary>Writes what changed.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be.</exception>
    internal void Write()
    {
        Write(DueFile(_state, _zone), TextOf(Due), _dueBefore);
        Write(_state.PathOf(_zone, WaitingFile), TextOf(Waiting), _waitingBefore);
        Write(_state.PathOf(_zone, SignedFile), TextOf(SignedSets), _signedBefore);
        Write(_state.PathOf(_zone, LeftFile), TextOf(Left), _leftBefore);
        Write(_state.PathOf(_zone, SettledFile), Settled, _settledBefore);
    }

    private static void Write(string path, string text, string? before)
    {
        if (text == before)
        {
            return;
        }

        using OutputFile file = OutputFile.Create(path);
        file.Write(0, System.Text.Encoding.ASCII.GetBytes(text));
        file.Flush();
        file.Commit();
    }

    private static string TextOf(Dictionary<DomainName, ChildSet> sets) =>
        string.Concat(sets.OrderBy(entry => entry.Key)
        .Select(entry =>
            $"{entry.Key} {entry.Value.Since} {string.Join(' ', entry.Value.Ds.Select(Convert.ToHexString))}".TrimEnd() + "\n"));

    private static Dictionary<DomainName, ChildSet> Read(string path)
    {
        Dictionary<DomainName, ChildSet> sets = [];
        if (new FileInfo(path) is not { Exists: true, Length: <= MostOctets })
        {
            return sets;
        }

        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(' ');
            if (words.Length >= 2 && DomainName.TryParse(words[0], out DomainName child, out _)
                && TimestampText.TryParseAbsolute(words[1], out Timestamp since)
                && words.Skip(2).All(IsDs))
            {
                sets[child] = new ChildSet(since, [.. words.Skip(2).Select(Convert.FromHexString)]);
            }
        }

        return sets;
    }

    private static bool IsDs(string word) =>
        word.Length is > 8 and < 400 && word.Length % 2 == 0 && word.All(char.IsAsciiHexDigit);
}
