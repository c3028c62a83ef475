using System.Text.Json;
using DnssecToolkit.Bundles;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Why a signature is what it is, and when it will next change.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Type">The type covered.</param>
/// <param name="Key">The key, as <c>13/12345</c>.</param>
/// <param name="Inception">When it begins.</param>
/// <param name="Expiration">When it ends.</param>
/// <param name="Renewal">From when on a run puts another in its place, unless its data or its key change
/// before; null where it is of the last bundle.</param>
/// <param name="Signing">The journal's entry of the run that made it, or null.</param>
public sealed record SignatureHistory(
    DomainName Owner, RRType Type, string Key, Timestamp Inception, Timestamp Expiration, Timestamp? Renewal,
    JournalEntry? Signing)
{
    private const int MonthsOfJournal = 4; // longer than signatures are valid for in practice

    /// <summary>The response that it came in, from an offline KSK; null where it was made here.</summary>
    public string? Response { get; init; }

    /// <summary>Finds the signatures of a name in a zone's output.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="state">The state directory.</param>
    /// <param name="name">The name.</param>
    /// <param name="type">The type covered, or null for all.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="UnreadableInputException">The output, or the directory of its bundles, cannot be
    /// read.</exception>
    public static IEnumerable<SignatureHistory> Of(ZoneConfiguration zone, StateDirectory state,
        DomainName name, RRType? type, Timestamp now)
    {
        ZoneFileContent content = ZoneFileReader.Read(zone.Output, new ZoneFileOptions { Origin = zone.Name },
            new FindingList());
        JournalEntry[] signings = [.. Journal.Read(state, MonthsOfJournal)
            .Where(entry => entry.Zone == zone.Name.ToString()
                && entry.Event is "signed" or "signed-again" or InstalledFile.Intention)];
        ResponseDirectory? bundles = zone.Bundles is { } directory && name == zone.Name
            ? ResponseDirectory.Read(directory, name) : null;
        List<SignatureHistory> histories = [];
        foreach (RecordPage page in content.Pages)
        {
            foreach (ref readonly Record record in page.Records.AsSpan(0, page.Count))
            {
                if (record.Type == RRType.RRSIG && WireName.AreEqual(page.OwnerOf(record), name.Wire)
                    && RrsigFields.TryRead(page.RDataOf(record), out RrsigFields fields)
                    && (type is null || fields.TypeCovered == type))
                {
                    SignatureHistory history = From(fields, zone, name, signings, now);
                    histories.Add(bundles is null ? history : history.In(bundles, page.RDataOf(record)));
                }
            }
        }

        return histories;
    }

    /// <summary>Gives it in words, on several lines.</summary>
    public string ToText()
    {
        string made = Response is { } response ? $"made by an offline KSK, in a bundle of {response}"
            : Signing is null ? "made in a run that the journal does not have"
            : $"made in run {Signing.Run} at {Signing.Time}, because {Signing.Reason}{Counts(Signing)}"
                + (Signing.Event == InstalledFile.Intention
                    ? "; that run was interrupted once it was installed" : "");
        return $"{Owner} {RRTypeText.Format(Type)}: signed by key {Key}, valid {Inception} to {Expiration}\n  {made}\n"
            + (Response is null ? $"  made again from {Renewal} on, or when its data or its key change"
                : Renewal is { } next ? $"  the next bundle takes its place at {next}"
                : "  no bundle follows: it goes when another response is imported");
    }

    /// <summary>Gives it as a JSON object on one line.</summary>
    public string ToJson()
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets))
        {
            json.WriteStartObject();
            json.WriteString("owner", Owner.ToString());
            json.WriteString("type", RRTypeText.Format(Type));
            json.WriteString("key", Key);
            json.WriteString("inception", Inception.ToString());
            json.WriteString("expiration", Expiration.ToString());
            json.WriteString("renewal", Renewal?.ToString());
            json.WriteString("response", Response);
            json.WriteString("run", Signing?.Run);
            json.WriteString("made", Signing?.Time.ToString());
            json.WriteString("reason", Signing?.Reason);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(octets.ToArray());
    }

    // What is in a bundle was not made here, and stands until the next bundle's time.
    private SignatureHistory In(ResponseDirectory bundles, ReadOnlySpan<byte> rdata)
    {
        byte[] octets = rdata.ToArray();
        foreach ((string file, SignedResponse response) in bundles.Responses)
        {
            if (response.Bundles.FirstOrDefault(bundle =>
                bundle.Signatures.Any(signature => signature.ToRData().AsSpan()
                    .SequenceEqual(octets))) is { } bundle)
            {
                Timestamp? next = bundles.Responses.SelectMany(entry => entry.Response.Bundles)
                    .Select(other => (Timestamp?)other.Inception).Where(begin => begin > bundle.Inception)
                    .Min();
                return this with { Response = file, Renewal = next, Signing = null };
            }
        }

        return this;
    }

    // A signature carries its inception alone: the run that made it was the inception offset later.
    private static SignatureHistory From(RrsigFields fields, ZoneConfiguration zone, DomainName name,
        JournalEntry[] signings, Timestamp now)
    {
        Timestamp inception = Timestamp.FromWire(fields.Inception, now);
        Timestamp expiration = Timestamp.FromWire(fields.Expiration, now);
        Timestamp made = inception + zone.Policy.InceptionOffset;
        return new SignatureHistory(
            name, fields.TypeCovered, $"{(int)fields.Algorithm}/{fields.Tag.Value}", inception, expiration,
            expiration - zone.Policy.At(now).RefreshTime
                + 1, signings.LastOrDefault(entry => entry.Time == made));
    }

    private static string Counts(JournalEntry signing)
    {
        (string Name, string Words)[] reasons = [("newData", "for new data"),
            ("expiring", "for expiring ones"), ("keyRoll", "by a new key")];
        string[] parts = [.. reasons.Where(reason => signing.Details.TryGetValue(reason.Name,
            out string? count) && count != "0")
            .Select(reason => $"{signing.Details[reason.Name]} {reason.Words}")];
        return parts.Length == 0 ? "" : $" ({string.Join(", ", parts)})";
    }
}
