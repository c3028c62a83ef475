using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that exactly what must be signed is, with each algorithm (RFC 4035 §2.2,
/// RFC 6840 §5.11); one thread's.</summary>
/// <remarks>A signature that is there but wrong has a finding of its own, so that
/// completeness only asks for presence.</remarks>
/// <param name="context">The zone.</param>
/// <param name="published">Verifies by its DNSKEY RRset.</param>
/// <param name="absent">Verifies by <see cref="ZoneUnderCheck.FindAbsentKeys"/>.</param>
internal sealed partial class SignatureCheck(
    ZoneUnderCheck context, KeySetVerifier published, KeySetVerifier absent) : IDisposable
{
    /// <summary>The most signatures over one RRset that are verified;
    /// with more the zone is at fault.</summary>
    /// <remarks>BIND gives up after as many (max-validations-per-fetch), other resolvers earlier.</remarks>
    public const int MaximumSignatures = 16;

    private readonly Zone _zone = context.Zone;
    private readonly ZoneWalk _walk = context.Walk;
    private readonly SignedData _signed = new();
    private readonly bool[] _present = new bool[256];
    private readonly bool _comparesKeys = context.PreviousKeys is { Keys.Count: > 0 };
    private readonly Timestamp _lastMoment = context.Policy.Moments.Max();
    private int _verified; // of the RRset at hand
    private bool _hasKnownKey; // the same

    /// <summary>What this thread's signatures add up to.</summary>
    public SignatureTotals Totals { get; } = new(context.Keys.Keys.Count);

    /// <summary>Checks a block of names.</summary>
    public void Check(int first, int end, FindingSink sink)
    {
        for (int node = first; node < end; node++)
        {
            CheckNode(node, sink);
        }

        VerifyPending(sink);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        published.Dispose();
        absent.Dispose();
    }

    // RRsets come by ascending type and a name's RRSIGs by type covered, so
    // one pass over both brings them together.
    private void CheckNode(int node, FindingSink sink)
    {
        bool hasSignatures = _zone.TryFind(node, RRType.RRSIG, out RRset signatures);
        int count = hasSignatures ? signatures.Count : 0;
        int next = 0;
        foreach (RRset rrset in _zone.RRsetsOf(node))
        {
            RRType type = rrset.Type;
            if (type == RRType.RRSIG)
            {
                continue;
            }

            int from = SkipOrphans(signatures, next, count, type, sink);
            next = from;
            while (next < count && RrsigFields.TypeCoveredBy(signatures.RDataOf(next)) == type)
            {
                next++;
            }

            if (_walk.MustBeSigned(node, type))
            {
                Totals.SignedRRsets++;
                Totals.LongestTtl = Math.Max(Totals.LongestTtl, rrset.Ttl);
                CheckRRset(node, rrset, signatures, from, next, sink);
            }
            else if (next > from)
            {
                sink.Add(
                    CheckCodes.RrsigUnwanted,
                    signatures.LocationOf(from),
                    $"{Phrase.Set(rrset)} is not the zone's to sign, but has a signature");
            }
        }

        SkipOrphans(signatures, next, count, (RRType)ushort.MaxValue, sink);
        Totals.Signatures += count;
    }

    private static int SkipOrphans(RRset signatures, int next, int count, RRType type, FindingSink sink)
    {
        while (next < count
            && RrsigFields.TypeCoveredBy(signatures.RDataOf(next)) is RRType covered && covered < type)
        {
            CheckCode code = covered == RRType.RRSIG ? CheckCodes.RrsigOverRrsig : CheckCodes.RrsigOrphan;
            sink.Add(
                code,
                signatures.LocationOf(next),
                $"a signature covers {Phrase.Set(signatures.Owner, covered)},"
                + $" which {(covered == RRType.RRSIG ? "may not be signed" : "is not there")}");
            next++;
        }

        return next;
    }

    private void CheckRRset(int node, RRset rrset, RRset signatures, int from, int to, FindingSink sink)
    {
        if (from == to)
        {
            string type = _walk.HasRrsig ? RRTypeText.Format(rrset.Type) : ""; // or else it is all one cause
            sink.Add(
                CheckCodes.RRsetUnsigned, type, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} has no signature");
            return;
        }

        _signed.Reset();
        _verified = 0;
        _hasKnownKey = !_comparesKeys || rrset.Type == RRType.DNSKEY;
        Array.Clear(_present);
        for (int i = from; i < to; i++)
        {
            if (RrsigFields.TryRead(signatures.RDataOf(i), out RrsigFields fields))
            {
                // What resolvers cannot know the key of makes nothing complete; a key that is
                // wrongly absent has a fault of its own.
                _present[(int)fields.Algorithm] |= !IsByKeyToCome(fields);
                CheckSignature(node, rrset, new Signature(fields, signatures, i), sink);
                CheckDuplicate(signatures, from, i, fields, sink);
            }
            else
            {
                sink.Add(
                    CheckCodes.RrsigMalformed, signatures.LocationOf(i),
                    $"an RRSIG of {Phrase.Name(rrset.Owner)} that cannot be read");
            }
        }

        CheckTogether(rrset, signatures, from, to, sink);
    }

    // What an RRset's signatures have to be as a whole.
    private void CheckTogether(RRset rrset, RRset signatures, int from, int to, FindingSink sink)
    {
        if (!_hasKnownKey)
        {
            sink.Add(
                CheckCodes.PreviousKeyTooNew,
                rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} is signed only by keys that the previous version did not publish");
        }

        if (to - from > MaximumSignatures)
        {
            sink.Add(
                CheckCodes.RrsigLimit,
                signatures.LocationOf(from + MaximumSignatures),
                $"{Phrase.Set(rrset)} has {to - from} signatures,"
                + $" of which {MaximumSignatures} were verified");
        }

        foreach (DnssecAlgorithm algorithm in context.Keys.Algorithms)
        {
            if (!_present[(int)algorithm])
            {
                sink.Add(
                    CheckCodes.RRsetAlgorithmIncomplete,
                    $"algorithm {(int)algorithm}",
                    rrset.LocationOf(0),
                    $"{Phrase.Set(rrset)} has no signature of algorithm {(int)algorithm}");
            }
        }
    }

    private bool IsByKeyToCome(RrsigFields fields) =>
        context.PresigningKeys.Count > 0
        && context.PresigningKeys.Contains((fields.Algorithm, fields.Tag.Value))
        && context.Keys.Find(fields.Algorithm, fields.Tag) is null;

    private static void CheckDuplicate(
        RRset signatures, int from, int place, RrsigFields fields, FindingSink sink)
    {
        const int Window = 8; // a hostile name may have thousands of signatures, a decent one two or four
        for (int i = Math.Max(from, place - Window); i < place; i++)
        {
            if (RrsigFields.TryRead(signatures.RDataOf(i), out RrsigFields other)
                && other.Algorithm == fields.Algorithm && other.Tag == fields.Tag)
            {
                sink.Add(
                    CheckCodes.RrsigDuplicate,
                    signatures.LocationOf(place),
                    $"key {(int)fields.Algorithm}/{fields.Tag} has signed"
                    + $" {Phrase.Set(signatures.Owner, fields.TypeCovered)} more than once");
                return;
            }
        }
    }

    /// <summary>One signature with its place.</summary>
    private readonly ref struct Signature(RrsigFields fields, RRset set, int index)
    {
        /// <summary>Its fields.</summary>
        public readonly RrsigFields Fields = fields;

        /// <summary>Its place among the name's signatures.</summary>
        public readonly int Index = index;

        private readonly RRset _set = set;

        /// <summary>Its own TTL.</summary>
        public uint Ttl => _set.TtlOf(Index);

        /// <summary>Where it stood.</summary>
        public SourceLocation Location => _set.LocationOf(Index);
    }
}
