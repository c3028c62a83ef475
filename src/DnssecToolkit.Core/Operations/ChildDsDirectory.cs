using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Operations;

/// <summary>The children's DS sets, from the <c>dsset-*</c> files that signers leave (dnssec-signzone,
/// signall).</summary>
/// <remarks>Where a child's DNSKEYs are in the same directory (K*.key, keyset-CHILD, CHILD.signed,
/// db.CHILD.signed), one of them has to match the set: a DS without its key makes the child bogus.</remarks>
internal static class ChildDsDirectory
{
    private const string Prefix = "dsset-";
    private const uint UnusedTtl = 3_600; // a DS takes the TTL of the NS beside it

    /// <summary>Reads all sets.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="apex">The parent; files for names that are not below it are left alone.</param>
    /// <param name="findings">Takes faults of the files, and sets that fit no key of their child.</param>
    /// <returns>DS RDATA by child.</returns>
    /// <exception cref="UnreadableInputException">The directory or a file in it cannot be read.</exception>
    public static IReadOnlyDictionary<DomainName, IReadOnlyList<byte[]>> Read(
        string path, DomainName apex, FindingList findings)
    {
        Dictionary<DomainName, IReadOnlyList<byte[]>> sets = [];
        foreach (string file in FilesOf(path, Prefix + "*"))
        {
            foreach ((DomainName child, List<byte[]> set) in RecordsOf(file, apex, RRType.DS, findings))
            {
                if (child != apex && child.IsAtOrBelow(apex))
                {
                    CheckAgainstKeys(path, file, child, set, findings);
                    sets[child] = set;
                }
            }
        }

        return sets;
    }

    private static void CheckAgainstKeys(
        string path, string file, DomainName child, List<byte[]> set, FindingList findings)
    {
        byte[][] keys = [.. KeyFilesOf(path, child)
            .SelectMany(key => RecordsOf(key, child, RRType.DNSKEY, new FindingList()))
            .Where(entry => entry.Key == child).SelectMany(entry => entry.Value)];
        List<byte[]> unmatched = set.FindAll(ds => !Array.Exists(keys, key => Matches(ds, child, key)));
        if (keys.Length > 0 && unmatched.Count > 0 && unmatched.Count < set.Count)
        {
            findings.Add(new Finding(
                CheckCodes.ChildDsUnmatched, new SourceLocation(file),
                $"{unmatched.Count} of {set.Count} DS of {child} match none of its {keys.Length} DNSKEYs in {path}"));
        }

        if (keys.Length > 0 && unmatched.Count == set.Count)
        {
            findings.Add(new Finding(
                CheckCodes.ChildDsMismatch,
                new SourceLocation(file),
                $"no DS of {child} matches one of its {keys.Length} DNSKEYs in {path}: the child would be bogus")
            {
                Hint = "sign the child first, and copy its dsset file again",
            });
        }
    }

    private static bool Matches(ReadOnlySpan<byte> ds, DomainName child, ReadOnlySpan<byte> dnskey) =>
        ds.Length > 4 && dnskey.Length > 4
        && BinaryPrimitives.ReadUInt16BigEndian(ds) == KeyTag.Of(dnskey).Value && ds[2] == dnskey[3]
        && DsDigest.Matches((DsDigestType)ds[3], ds[4..], child.Wire, dnskey);

    private static IEnumerable<string> KeyFilesOf(string path, DomainName child)
    {
        string name = FileNameText.Of(child);
        string bare = name.TrimEnd('.');
        string[] whole = [$"keyset-{name}", $"{bare}.signed", $"{name}signed", $"db.{bare}.signed"];
        // Compared, not globbed: a name may hold * and ?.
        return FilesOf(path, "*").Where(file => Path.GetFileName(file) is var found
            && (whole.Contains(found)
                || (found.StartsWith($"K{name}+", StringComparison.Ordinal)
                    && found.EndsWith(".key", StringComparison.Ordinal))));
    }

    private static IReadOnlyList<string> FilesOf(string path, string pattern)
    {
        try
        {
            return [.. Directory.EnumerateFiles(path, pattern).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: {e.Message}",
                "name the directory of the dsset files", inner: e);
        }
    }

    private static Dictionary<DomainName, List<byte[]>> RecordsOf(
        string file, DomainName origin, RRType type, FindingList findings)
    {
        if (FileKind.IsSomethingElse(file))
        {
            throw new UnreadableInputException($"{file}: is not a regular file",
                "move it out of the directory that --child-ds names");
        }

        ZoneFileOptions options = new() { Origin = origin, DefaultTtl = UnusedTtl, Threads = 1 };
        Dictionary<DomainName, List<byte[]>> found = [];
        foreach (RecordPage page in ZoneFileReader.Read(file, options, findings).Pages)
        {
            foreach (ref readonly Record record in page.Records.AsSpan(0, page.Count))
            {
                if (record.Type == type)
                {
                    DomainName owner = DomainName.FromTrustedWire(page.OwnerOf(record));
                    found.TryAdd(owner, []);
                    found[owner].Add(page.RDataOf(record).ToArray());
                }
            }
        }

        return found;
    }
}
