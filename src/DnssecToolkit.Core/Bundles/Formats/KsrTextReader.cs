using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Bundles.Formats;

/// <summary>Reads requests and responses as text, BIND's and Knot DNS's alike: records between headers, which
/// are comments.</summary>
internal sealed class KsrTextReader
{
    private const string Version = "1.0";
    private const uint UsualTtl = 3_600; // of records that have none, as BIND's tools have it
    private const long LatestSeconds = uint.MaxValue;

    private readonly string _file;
    private readonly byte[] _text;

    /// <summary>Takes a file.</summary>
    internal KsrTextReader(ReadOnlySpan<byte> octets, string file)
    {
        _file = file;
        _text = octets.ToArray();
    }

    /// <exception cref="BundleSyntaxException">It is no request.</exception>
    internal SigningRequest ReadRequest()
    {
        (DomainName zone, ImmutableArray<KeyBundle> bundles) = Read(KsrTextWriter.Request);
        return new SigningRequest { Domain = zone, Bundles = bundles };
    }

    /// <exception cref="BundleSyntaxException">It is no response.</exception>
    internal SignedResponse ReadResponse()
    {
        (DomainName zone, ImmutableArray<KeyBundle> bundles) = Read(KsrTextWriter.Response);
        return new SignedResponse { Domain = zone, Bundles = [.. bundles.Select(WithExpiration)] };
    }

    private (DomainName Zone, ImmutableArray<KeyBundle> Bundles) Read(string kind)
    {
        List<(int Line, Timestamp Start)> headers = ReadHeaders(kind);
        List<BundleRecords> bundles =
            [.. headers.Select(header => new BundleRecords(new(_file, header.Line), header.Start))];
        DomainName? zone = null;
        int header = -1;
        foreach ((RecordPage page, Record record) in ReadRecords())
        {
            DomainName owner = DomainName.FromTrustedWire(page.OwnerOf(record));
            zone ??= owner;
            SourceLocation place = new(_file, (int)record.Line);
            while (header + 1 < headers.Count && headers[header + 1].Line < record.Line)
            {
                header++;
            }

            if (header < 0)
            {
                throw new BundleSyntaxException(place, "a record stands before the first header");
            }

            if (owner != zone)
            {
                throw new BundleSyntaxException(place, $"the owner is {owner}, and {zone} before");
            }

            bundles[header]
                .Add(zone.Value, place, page.RDataOf(record), record, kind == KsrTextWriter.Request);
        }

        foreach (BundleRecords empty in bundles.Where(bundle => bundle.Keys.Count == 0))
        {
            throw new BundleSyntaxException(empty.Place, "there is no DNSKEY behind this header");
        }

        return (zone!.Value, WithoutEmptySlots([.. bundles.Select(bundle => bundle.ToBundle())]));
    }

    // A file ends with a header of its own, so that one that is cut short is noticed.
    private List<(int Line, Timestamp Start)> ReadHeaders(string kind)
    {
        List<(int Line, Timestamp Start)> headers = [];
        bool isWhole = false;
        int line = 0;
        foreach (string text in System.Text.Encoding.Latin1.GetString(_text).Split('\n'))
        {
            line++;
            string[] words = text.TrimEnd('\r')
                .Split((char[])[' ', '\t'], 6, StringSplitOptions.RemoveEmptyEntries);
            if (words is not [";;", KsrTextWriter.Request or KsrTextWriter.Response, ..])
            {
                continue;
            }

            SourceLocation place = new(_file, line);
            if (isWhole || words[1] != kind || words.Length < 4 || words[2] != Version)
            {
                throw new BundleSyntaxException(place, isWhole ? "there is a header behind the last line"
                    : $"not a header of a {kind} {Version}");
            }

            if (words[3] == "generated")
            {
                isWhole = true;
                continue;
            }

            headers.Add((line, StartOf(words[3], headers, place)));
        }

        return headers.Count == 0 ? throw new BundleSyntaxException(new(_file),
            $"neither XML nor text with headers ';; {kind} {Version} …'")
            : !isWhole ? throw new BundleSyntaxException(new(_file, line),
                $"the file is cut short: the line ';; {kind} {Version} generated …' is missing")
            : headers;
    }

    private static Timestamp StartOf(string word, List<(int Line, Timestamp Start)> headers,
        SourceLocation place)
    {
        if (word.AsSpan().ContainsAnyExceptInRange('0', '9')
            || !TimestampText.TryParseAbsolute(word, out Timestamp start)
            || start.Seconds > LatestSeconds || start.Seconds < 0)
        {
            throw new BundleSyntaxException(place,
                "the header's time is neither YYYYMMDDHHMMSS nor Unix seconds, or not between 1970 and 2106");
        }

        if (headers.Count > 0 && start < headers[^1].Start)
        {
            throw new BundleSyntaxException(place, $"the header's time {start} is before the one above");
        }

        return headers.Count < BundleFile.MostBundles ? start : throw new BundleSyntaxException(
            CheckCodes.BundleFileLimit, place, $"more than {BundleFile.MostBundles} bundles");
    }

    private IEnumerable<(RecordPage Page, Record Record)> ReadRecords()
    {
        ZoneFileOptions options = new()
        {
            Origin = DomainName.Root,
            DefaultTtl = UsualTtl,
            Includes = IncludePolicy.Refused,
            GenerateLimit = 0,
            Threads = 1,
        };
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.ReadText(_text, _file, options, findings);
        if (findings.HasFaults)
        {
            Finding first = findings.Kept.First(finding => finding.Severity == Severity.Fault);
            throw new BundleSyntaxException(first.Code, first.Location, first.Message);
        }

        return content.Pages.SelectMany(page => page.Records.Take(page.Count)
            .Select(record => (page, record)));
    }

    // BIND leaves a bundle without signatures where its slot began before the signing; a control says so.
    private static KeyBundle WithExpiration(KeyBundle bundle) => bundle.Signatures.IsEmpty
        ? bundle : bundle with { Expiration = bundle.Signatures.Min(signature => signature.Expiration) };

    // BIND repeats a header's time where a slot ends and a change of keys begins at one moment: the later
    // bundle counts.
    private static ImmutableArray<KeyBundle> WithoutEmptySlots(IReadOnlyList<KeyBundle> bundles) =>
        [.. bundles.Where((bundle, i) => i + 1 == bundles.Count
            || bundles[i + 1].Inception > bundle.Inception)];

    /// <summary>The records behind one header.</summary>
    private sealed class BundleRecords(SourceLocation place, Timestamp start)
    {
        private readonly List<BundleSignature> _signatures = [];
        private readonly List<ParentRecord> _forParent = [];

        public SourceLocation Place { get; } = place;

        public List<BundleKey> Keys { get; } = [];

        public void Add(DomainName zone, SourceLocation place, ReadOnlySpan<byte> rdata, in Record record,
            bool isRequest)
        {
            switch (record.Type)
            {
                case RRType.DNSKEY when rdata.Length > 4:
                    Keys.Add(BundleKey.Of(BundleFile.Demand(new ZoneKey(zone, rdata), place), record.Ttl));
                    break;
                case RRType.RRSIG when !isRequest
                    && BundleSignature.Read(rdata, record.Ttl, start) is { } signature:
                    _signatures.Add(signature);
                    break;
                case RRType.CDS or RRType.CDNSKEY when !isRequest:
                    _forParent.Add(new ParentRecord(record.Type, record.Ttl, [.. rdata]));
                    break;
                default:
                    throw new BundleSyntaxException(place, $"a {record.Type} record has no place here");
            }

            if (Math.Max(Keys.Count,
                Math.Max(_signatures.Count, _forParent.Count)) > BundleFile.MostInABundle)
            {
                throw new BundleSyntaxException(CheckCodes.BundleFileLimit, place,
                    $"more than {BundleFile.MostInABundle} keys or signatures in a bundle");
            }
        }

        public KeyBundle ToBundle() => new()
        {
            Id = start.ToCompactString(),
            Inception = start,
            Keys = [.. Keys],
            Signatures = [.. _signatures.Select(Named)],
            ForParent = [.. _forParent],
            Location = Place,
        };

        private BundleSignature Named(BundleSignature signature) => signature with
        {
            KeyIdentifier = Keys.Find(key => signature.MayBeOf(key.Key))?.Identifier ?? "",
        };
    }
}
