using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Asks children's servers, and decides which DS sets may go into their parent: a DS that comes too
/// early makes a child bogus.</summary>
internal sealed class ChildWatch
{
    private const int AtOnce = 32;
    private static readonly QueryPolicy Queries = new() { Timeout = TimeSpan.FromSeconds(2), Tries = 2 };

    private readonly ZoneConfiguration _zone;
    private readonly ChildrenPolicy _policy;
    private readonly RunContext _run;
    private readonly FindingList _findings;
    private readonly ChildLedger _ledger;
    private readonly Delegations _delegations;

    private ChildWatch(ZoneConfiguration zone, RunContext run, string accepted, int threads,
        FindingList findings)
    {
        _zone = zone;
        _policy = zone.Children!;
        _run = run;
        _findings = findings;
        _ledger = ChildLedger.Of(run.State, zone);
        _delegations = Delegations.Read(accepted, zone, threads, Queries, run.Stop);
    }

    /// <summary>Looks at the children whose set is new, or waits; and at the CDS of those whose turn it
    /// is.</summary>
    /// <param name="zone">The parent, which has a policy for its children.</param>
    /// <param name="run">The run.</param>
    /// <param name="accepted">The parent's last accepted content.</param>
    /// <param name="polled">Up to which moment children were asked for their CDS, or null.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <param name="findings">Takes what waits and what is refused.</param>
    /// <returns>Up to which moment they were now.</returns>
    internal static Timestamp? Look(
        ZoneConfiguration zone, RunContext run, string accepted, Timestamp? polled, int threads,
        FindingList findings)
    {
        bool isPollDue = zone.Children!.FollowsCds && CdsRound.IsDue(zone.Children.Every, polled, run.Now);
        ChildLedger known = ChildLedger.Of(run.State, zone);
        string stamp = StampOf(zone, run, accepted);
        if (!isPollDue && known.Waiting.Count == 0 && known.Settled == stamp)
        {
            return polled;
        }

        Dictionary<DomainName, IReadOnlyList<byte[]>> files = FilesOf(zone, run, findings);
        ChildWatch watch = new(zone, run, accepted, threads, findings);
        HashSet<DomainName> children = [.. watch._delegations.Children];
        watch.Forget(children);
        watch.AskForNews(children, files);
        Timestamp? asked = isPollDue
            ? watch.Poll(children.Where(child => !files.ContainsKey(child)), polled) : polled;
        bool isSettled = files.All(file =>
            !children.Contains(file.Key)
                || new ChildSet(default, watch.PresentOf(file.Key)).HasSame(file.Value));
        watch._ledger.Settled = isSettled ? stamp : "";
        watch._ledger.Write();
        return asked;
    }

    private static string StampOf(ZoneConfiguration zone, RunContext run, string accepted)
    {
        string text = $"{run.ChildFilesOf(zone)}\n{FileStamp.Of(accepted)}";
        return zone.ChildDs is null
            ? "" : Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    // A directory may be that of several parents: each looks at its own children.
    private static Dictionary<DomainName, IReadOnlyList<byte[]>> FilesOf(
        ZoneConfiguration zone, RunContext run, FindingList findings) =>
        zone.ChildDs is not { } path || !Directory.Exists(path) ? []
            : ChildDsDirectory.Read(path, zone.Name, findings)
                .Where(file => run.Request.Configuration.Enclosing(file.Key.Parent)?.Name == zone.Name)
                .ToDictionary(file => file.Key, file => ChildSet.Sorted(file.Value));

    private void Forget(HashSet<DomainName> children)
    {
        IEnumerable<DomainName> known = _ledger.Due.Keys.Union(_ledger.Waiting.Keys)
            .Union(_ledger.Signed.Keys).Union(_ledger.Left.Keys);
        foreach (DomainName gone in known.Where(child => !children.Contains(child)).ToArray())
        {
            _ = _ledger.Due.Remove(gone);
            _ = _ledger.Signed.Remove(gone);
            _ = _ledger.Waiting.Remove(gone);
            _ = _ledger.Left.Remove(gone);
        }
    }

    // Children with a file whose set is not in yet, then those whose CDS wait, the longest first.
    private void AskForNews(HashSet<DomainName> children, Dictionary<DomainName, IReadOnlyList<byte[]>> files)
    {
        IEnumerable<(DomainName,
            IReadOnlyList<byte[]>?)> fromFiles = files.Where(file => children.Contains(file.Key))
            .Select(file => (Child: file.Key, File: (IReadOnlyList<byte[]>?)file.Value))
            .Where(wanted => !IsDue(wanted.Child, wanted.File!) && MayComeBack(wanted.Child, wanted.File!));
        IEnumerable<(DomainName,
            IReadOnlyList<byte[]>?)> waiting = _ledger.Waiting.Where(child => _policy.FollowsCds
            && !files.ContainsKey(child.Key))
            .OrderBy(child => child.Value.Since).ThenBy(child => child.Key).Take(_policy.Most)
            .Select(child => (child.Key, (IReadOnlyList<byte[]>?)null));
        Ask([.. fromFiles, .. waiting]);
    }

    // An old file that somebody copied back asks for DS whose keys the child is about to give up, or whose
    // owner lost them.
    private bool MayComeBack(DomainName child, IReadOnlyList<byte[]> set)
    {
        if (LeftBefore(child, set) is not { } left)
        {
            return true;
        }

        if (LetBack(child, set))
        {
            return true;
        }

        _ = _ledger.Waiting.Remove(child);
        _findings.Add(new Finding(CheckCodes.ChildDsLeft, new SourceLocation(_zone.ChildDs), $"the dsset- file of {child} is not followed: {left}")
        {
            Hint = $"take the file away; or, if it is meant so: {Accepting}",
        });
        return false;
    }

    private string Accepting =>
        $"signall run {_zone.Name} --accept {CheckCodes.ChildDsLeft.Tag} --because \"…\"";

    // By the operator's word, from now on and not in this run alone: a set has to wait.
    private bool LetBack(DomainName child, IReadOnlyList<byte[]> set)
    {
        if (!_run.IsSuppressed(_zone, CheckCodes.ChildDsLeft))
        {
            return false;
        }

        _ledger.LetBack(child, set);
        _run.Journal.Append(
            "child-ds", child.ToString(), $"DS that left {_zone.Name} may come back: the operator accepts it",
            ("ds", string.Join(' ', set.Select(Convert.ToHexString))));
        return true;
    }

    private string? LeftBefore(DomainName child, IReadOnlyList<byte[]> set) =>
        _ledger.BackIn(child, set, PresentOf(child)) is not { } back ? null
            : $"its DS {BinaryPrimitives.ReadUInt16BigEndian(back.Ds)} left {_zone.Name}, the last time at {back.Since}";

    private Timestamp Poll(IEnumerable<DomainName> children, Timestamp? polled)
    {
        CdsRound round = CdsRound.Of(children.Where(child => !_ledger.Waiting.ContainsKey(child)),
            _policy.Every, _policy.Most, polled, _run.Now);
        int asked = Ask([.. round.Children.Select(child => (child, (IReadOnlyList<byte[]>?)null))]);
        if (round.DueCount > 0)
        {
            _run.Journal.Append(
                "children-asked", _zone.Name.ToString(), asked < round.DueCount
                    ? "more are due than a run may ask; the next goes on there" : "their turn had come",
                ("asked", asked), ("left", round.DueCount - asked));
        }

        if (round.IsBehind)
        {
            _findings.Add(new Finding(
                CheckCodes.ChildCdsBehind, new SourceLocation(_zone.File),
                $"{round.DueCount - asked} children of {_zone.Name} were not asked for their CDS within {new Period(0, _policy.Every)}"));
        }

        return round.PolledAfter(asked);
    }

    // Up to a time limit: dead servers cost seconds each. Gives how many were asked.
    private int Ask(IReadOnlyList<(DomainName Child, IReadOnlyList<byte[]>? File)> wanted)
    {
        int count = 0;
        Stopwatch watch = Stopwatch.StartNew();
        foreach ((DomainName Child, IReadOnlyList<byte[]>? File)[] some in wanted.Chunk(AtOnce))
        {
            if (watch.Elapsed.TotalSeconds > _policy.Within)
            {
                break;
            }

            Task<ChildAsked>[] asked = [.. some.Select(child => AskAsync(child.Child, child.File))];
            foreach (ChildAsked answer in Task.WhenAll(asked).GetAwaiter().GetResult())
            {
                Take(answer);
            }

            count += some.Length;
        }

        return count;
    }

    private bool IsDue(DomainName child, IReadOnlyList<byte[]> set) =>
        _ledger.Due.TryGetValue(child, out ChildSet? due) && due.HasSame(set);

    // What a child's DS are now: those that were put in here, else those of the input.
    private IReadOnlyList<byte[]> PresentOf(DomainName child) =>
        _ledger.Due.TryGetValue(child, out ChildSet? due) ? due.Ds : _delegations.DsOf(child);

    private async Task<ChildAsked> AskAsync(DomainName child, IReadOnlyList<byte[]>? file)
    {
        IReadOnlyList<ServerAddress> servers = await _delegations.AddressesAsync(child, _run.Stop) ?? [];
        ChildObservation seen = await ChildObservation.AskAsync(child, servers, Queries, _run.Now, _run.Stop);
        if (file is not null)
        {
            return new ChildAsked(child, file, seen, null);
        }

        IReadOnlyList<byte[]> present = PresentOf(child);
        IReadOnlyList<byte[]>? request = seen.Request(out string? fault);
        if (request is null || fault is not null)
        {
            // Most children have no CDS and some are not to be reached: that is worth no word where there is
            // nothing to lose.
            return new ChildAsked(child, null, seen, seen.Doubt is null ? fault : null);
        }

        IReadOnlyList<byte[]> set = ChildSet.Sorted(request);
        fault = new ChildSet(default, present).HasSame(set) ? null
            : ReplayOf(child, seen) is { } replay ? replay
            : present.Count > 0 ? seen.IsRequestTrusted(present)
            ? null : "its CDS are not signed by a key that its present DS names (RFC 7344 §4.1)"
            : set.Count == 0 ? null
            : !_run.IsSuppressed(_zone, CheckCodes.ChildDsLeft) && LeftBefore(child, set) is { } left
            ? $"{left}; if it is meant so: {Accepting}"
            : !_policy.Bootstraps ? "it is not secure yet, and bootstrap is off"
            : await new SignalingNames(_policy.Resolver!, Queries)
            .ObjectionAsync(child, _delegations.ServersOf(child), seen, _run.Stop);
        return new ChildAsked(child, fault is null ? set : null, seen, fault) { IsRequest = true };
    }

    // RFC 7344 §6.2: who has old CDS with their signatures must not undo by them what newer ones did.
    private string? ReplayOf(DomainName child, ChildObservation seen) =>
        _ledger.Signed.TryGetValue(child, out Timestamp last) && seen.RequestSigned is { } signed
            && signed < last
            ? $"its CDS were signed at {signed}, and its DS are by some that were signed, or by a file or input that came, at {last}: "
                + "these are older (RFC 7344 §6.2)" : null;

    // What is believed is what a key signed that the DS name; or, for a first DS, what went in.
    private void NoteSigned(ChildAsked asked, bool wentIn)
    {
        bool isProven = asked.IsRequest && asked.Set is not null
            && (wentIn || asked.Seen.IsRequestTrusted(PresentOf(asked.Child)));
        if (isProven && asked.Seen.RequestSigned is { } signed)
        {
            _ledger.NoteSigned(asked.Child, signed);
        }
        else if (wentIn && !asked.IsRequest)
        {
            _ledger.NoteSigned(asked.Child, _run.Now); // what a file undid
        }
    }

    private void Take(ChildAsked asked)
    {
        DomainName child = asked.Child;
        IReadOnlyList<byte[]> present = PresentOf(child);
        NoteSigned(asked, wentIn: false);
        if (asked.Set is not { } set || new ChildSet(default, present).HasSame(set))
        {
            _ = _ledger.Waiting.Remove(child);
            if (asked.Fault is { } fault)
            {
                _findings.Add(new Finding(CheckCodes.ChildCdsRefused, new SourceLocation(_zone.File),
                    $"{child}: {fault}"));
            }

            return;
        }

        if (LeftBefore(child, set) is not null && asked.IsRequest && present.Count == 0)
        {
            LetBack(child, set);
        }

        string? objection = set.Count == 0 ? asked.Seen.Doubt : asked.Seen.Objection(set);
        Timestamp since = _ledger.Waiting.TryGetValue(child, out ChildSet? waiting) && waiting.HasSame(set)
            && objection is null ? waiting.Since : _run.Now;
        Timestamp due = since + WaitOf(set, present, asked.Seen);
        if (objection is null && _run.Now >= due)
        {
            _ledger.PutIn(child, set, present, _run.Now);
            NoteSigned(asked, wentIn: true);
            _run.Journal.Append(
                "child-ds", child.ToString(),
                $"its DS set is due in {_zone.Name}: all of its servers have served what fits it since {since}",
                ("ds", string.Join(' ', set.Select(Convert.ToHexString))));
            return;
        }

        if (objection is null)
        {
            _ledger.Waiting[child] = new ChildSet(since, set);
        }
        else
        {
            _ = _ledger.Waiting.Remove(child); // it waits anew when its servers are right again
        }

        _findings.Add(new Finding(
            CheckCodes.ChildDsWaits, new SourceLocation(_zone.File),
            objection is null ? $"the DS set of {child} goes into {_zone.Name} at {due}"
                : $"the DS set of {child} waits: {objection}")
        {
            Hint = asked.Seen.IsWithoutServers
                ? $"name them: children: {{ {_policy.Name}: {{ servers: {{ {child}: [ADDRESS] }} }} }}, or a resolver: that finds them" : null,
        });
    }

    // Caches may have the child unsigned, or its key set without the new key, for so long.
    private long WaitOf(IReadOnlyList<byte[]> set, IReadOnlyList<byte[]> present, ChildObservation seen) =>
        set.Count == 0 ? 0 : present.Count == 0 ? Math.Max(_policy.Wait, seen.Ttl) : seen.Ttl;
}
