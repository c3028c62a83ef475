using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>The responses of a zone that were imported into a directory, from which its DNSKEY RRset is
/// served.</summary>
public sealed class ResponseDirectory
{
    private const string Ending = ".skr";

    private ResponseDirectory(string path, DomainName zone,
        ImmutableArray<(string File, SignedResponse Response)> responses)
    {
        Path = path;
        Zone = zone;
        Responses = responses;
    }

    /// <summary>The directory as the operator named it.</summary>
    public string Path { get; }

    /// <summary>The zone.</summary>
    public DomainName Zone { get; }

    /// <summary>The responses with their files, in the order of their beginnings.</summary>
    public ImmutableArray<(string File, SignedResponse Response)> Responses { get; }

    /// <summary>The response that begins last, or null.</summary>
    public SignedResponse? Last => Responses.IsEmpty ? null : Responses[^1].Response;

    /// <summary>Reads a zone's responses.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="zone">The zone.</param>
    /// <exception cref="UnreadableInputException">The directory or a response in it cannot be
    /// read.</exception>
    public static ResponseDirectory Read(string path, DomainName zone)
    {
        FindingList findings = new();
        List<(string File, SignedResponse Response)> responses = [];
        foreach (string file in FilesOf(path, zone))
        {
            if (BundleFile.ReadResponse(Octets(file), file, findings) is not { } response
                || response.Domain != zone)
            {
                throw new UnreadableInputException(
                    $"{file}: is not a response for {zone}",
                    "move it away, and import the right one with `keyall response import`", findings.Kept);
            }

            responses.Add((file, response));
        }

        // Those that begin at one moment keep the order of their names: an activated one comes after the
        // other.
        return new ResponseDirectory(path, zone,
            [.. responses.OrderBy(entry => entry.Response.Bundles[0].Inception)]);
    }

    /// <summary>Gives the response that comes before one which begins at a moment, or null.</summary>
    public (string File, SignedResponse Response)? Before(Timestamp moment) =>
        Responses.Where(entry => entry.Response.Bundles[0].Inception < moment)
            .Select(entry => ((string, SignedResponse)?)entry).LastOrDefault();

    /// <summary>Gives the response that comes after one which begins at a moment, or null.</summary>
    public (string File, SignedResponse Response)? After(Timestamp moment) =>
        Responses.Where(entry => entry.Response.Bundles[0].Inception > moment)
            .Select(entry => ((string, SignedResponse)?)entry).FirstOrDefault();

    /// <summary>Gives what would be there with another response, which nothing is written of.</summary>
    public ResponseDirectory With(SignedResponse response)
    {
        string file = PathFor(Path, response, activated: null);
        return new ResponseDirectory(Path, Zone,
            [.. Responses.Where(entry => entry.File != file).Append((file, response))
                .OrderBy(entry => entry.Item2.Bundles[0].Inception)
                .ThenBy(entry => entry.Item1, StringComparer.Ordinal)]);
    }

    /// <summary>The sealed responses that were made together with those here, by their manifests.</summary>
    public IEnumerable<SealedSet> SealedSets() =>
        Responses.Select(entry => entry.File + BundleManifest.Ending).Where(File.Exists)
        .SelectMany(file => BundleManifest.Read(Octets(file), file, new FindingList())?.Sets ?? []);

    /// <summary>Gives the bundle to serve: of the response that began last, the last bundle whose inception
    /// has come.</summary>
    /// <returns>Null where there is none, or its signatures have expired.</returns>
    public KeyBundle? At(Timestamp moment)
    {
        KeyBundle? bundle =
            Responses.LastOrDefault(entry =>
                entry.Response.Bundles[0].Inception <= moment).Response?.At(moment);
        return bundle?.Expiration > moment ? bundle : null;
    }

    /// <summary>Gives since when a key has been in each bundle that was to be served, up to a
    /// moment.</summary>
    /// <returns>Null where it is in none then; where it has always been there, the beginning of the first
    /// response.</returns>
    public Timestamp? PublishedSince(ZoneKey key, Timestamp moment) => PublishedSince(key.Equals, moment);

    /// <summary>The same of a key that is known by its row.</summary>
    internal Timestamp? PublishedSince(Func<ZoneKey, bool> isKey, Timestamp moment)
    {
        Timestamp? since = null;
        foreach (Timestamp turn in Turns.Where(turn => turn <= moment).OrderDescending())
        {
            if (ServedAt(turn)?.Keys.Any(served => isKey(served.Key)) is not true)
            {
                break;
            }

            since = turn;
        }

        return since;
    }

    /// <summary>Gives the moment until which a key is in a bundle that is to be served from a moment on, as
    /// far as the responses go.</summary>
    /// <param name="isKey">Which key.</param>
    /// <param name="moment">The present.</param>
    /// <returns>Null where no bundle has it from then on.</returns>
    public Timestamp? PublishedUntil(Func<ZoneKey, bool> isKey, Timestamp moment)
    {
        Timestamp? until = null;
        foreach ((Interval time, KeyBundle bundle) in Stretches(new Interval(moment, Interval.Forever)))
        {
            if (bundle.Keys.Any(key => isKey(key.Key)))
            {
                until = time.End;
            }
        }

        return until;
    }

    /// <summary>Gives what is to be served in a time, bundle by bundle; where there is none, no
    /// stretch.</summary>
    public IEnumerable<(Interval Time, KeyBundle Bundle)> Stretches(Interval time)
    {
        Timestamp[] turns = time.IsEmpty ? []
            : [time.Start, .. Turns.Where(turn => turn > time.Start && turn < time.End).Order(), time.End];
        foreach ((Timestamp begin, Timestamp end) in turns.Zip(turns.Skip(1)))
        {
            if (At(begin) is { Expiration: { } expiration } bundle)
            {
                yield return (new Interval(begin, end < expiration ? end : expiration), bundle);
            }
        }
    }

    /// <summary>When the first response begins, or null.</summary>
    public Timestamp? Begin => Responses.IsEmpty ? null : Responses[0].Response.Bundles[0].Inception;

    private IEnumerable<Timestamp> Turns =>
        Responses.SelectMany(entry => entry.Response.Bundles.Select(bundle => bundle.Inception)
        .Append(ActivatedAt(entry.File) ?? entry.Response.Bundles[0].Inception)).Distinct();

    // A sealed response was served only from when it was put to use, though it begins with the one whose
    // place it took.
    private KeyBundle? ServedAt(Timestamp moment) => Responses.LastOrDefault(
        entry => entry.Response.Bundles[0].Inception <= moment
            && !(ActivatedAt(entry.File) > moment)).Response?.At(moment);

    private static Timestamp? ActivatedAt(string file) =>
        System.IO.Path.GetFileNameWithoutExtension(file).Split('_')[^1] is var last
            && Timestamp.TryParseCompact(last, out Timestamp moment) ? moment : null;

    /// <summary>Gives the moment until which there is a bundle at every moment, or the moment itself where
    /// there is none now.</summary>
    public Timestamp CoveredUntil(Timestamp moment)
    {
        Timestamp covered = moment;
        foreach ((Interval time, _) in Stretches(new Interval(moment, Interval.Forever)))
        {
            if (time.Start > covered)
            {
                break;
            }

            covered = time.End;
        }

        return covered;
    }

    /// <summary>Gives the path that a response has in the directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="response">The response.</param>
    /// <param name="activated">When a sealed response was put to use: of two that begin at one moment the one
    /// activated last counts; else null.</param>
    public static string PathFor(string directory, SignedResponse response, Timestamp? activated) =>
        System.IO.Path.Combine(
        directory,
        $"{Prefix(response.Domain)}{response.Bundles[0].Inception.ToCompactString()}{(activated is { } moment ? $"_{moment.ToCompactString()}" : "")}{Ending}");

    /// <summary>Gives the moment at which another bundle is to be served, a key of one can sign, or hands
    /// over before it is dropped, or a response is to be asked for; always after the one given.</summary>
    /// <param name="moment">The present.</param>
    /// <param name="policy">How long things take in the zone.</param>
    public Timestamp NextTurn(Timestamp moment, RolloverPolicy policy)
    {
        Timestamp runway = CoveredUntil(moment) - BundleRunway.Enough;
        Timestamp? next = Turns.SelectMany(turn => MomentsOf(turn, policy)).Where(begin => begin > moment)
            .Min(begin => (Timestamp?)begin);
        return runway <= moment ? moment + 1 : next < runway ? next.Value : runway;
    }

    private IEnumerable<Timestamp> MomentsOf(Timestamp turn, RolloverPolicy policy)
    {
        yield return turn;
        HashSet<ZoneKey> before = [.. ServedAt(turn - 1)?.Keys.Select(key => key.Key) ?? []];
        HashSet<ZoneKey> after = [.. ServedAt(turn)?.Keys.Select(key => key.Key) ?? []];
        if (!after.IsSubsetOf(before))
        {
            yield return turn + Math.Max(policy.PublicationInterval, ServedAt(turn)!.Ttl);
        }

        if (!before.IsSubsetOf(after))
        {
            yield return turn - StandInSigner.HandOver(policy);
        }
    }

    /// <summary>The files of a zone's responses in a directory, in the order of their names.</summary>
    /// <exception cref="UnreadableInputException">The directory cannot be read.</exception>
    internal static string[] FilesOf(string path, DomainName zone)
    {
        try
        {
            string[] files = Directory.GetFiles(path, $"*{Ending}");
            return [.. files.Where(file => IsOf(file, zone)).Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException(
                $"{path}: the directory of responses cannot be read: {fault.Message}", "make it, and import a response with `keyall response import`", inner: fault);
        }
    }

    private static bool IsOf(string file, DomainName zone)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(file);
        return name.StartsWith(Prefix(zone), StringComparison.Ordinal)
            && name[Prefix(zone).Length..].Split('_') is { Length: 1 or 2 } moments
            && moments.All(moment => Timestamp.TryParseCompact(moment, out _));
    }

    // skr-example.-20261121000000.skr; a zone's name in lower case, as in the names of dsset files.
    private static string Prefix(DomainName zone) =>
        $"skr-{zone.ToString().ToLowerInvariant().Replace('/', '_')}-";

    private static byte[] Octets(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{file}: cannot be read: {fault.Message}",
                "see that this user may read it", inner: fault);
        }
    }
}
