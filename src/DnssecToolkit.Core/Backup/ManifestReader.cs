using System.Globalization;
using System.Text.Json;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Backup;

/// <summary>Reads a manifest, which may come from anyone: every value is checked, every list
/// bounded.</summary>
/// <remarks>Members that this version does not know are passed over.</remarks>
internal static class ManifestReader
{
    private const int SetDigits = 32;
    private const int LongestText = 1024;
    private const int MostItems = 100_000;
    private const int MostSlots = 8;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    /// <summary>Reads it.</summary>
    /// <param name="json">The JSON's octets.</param>
    /// <param name="fault">What is wrong, as a clause; null where nothing is.</param>
    /// <returns>Null where it has a fault.</returns>
    public static BackupManifest? Read(ReadOnlyMemory<byte> json, out string? fault)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Options);
            BackupManifest manifest = ReadManifest(document.RootElement);
            fault = FaultOf(manifest);
            return fault is null ? manifest : null;
        }
        catch (JsonException error)
        {
            fault = string.Create(CultureInfo.InvariantCulture,
                $"not JSON: line {error.LineNumber + 1}, octet {error.BytePositionInLine + 1}");
        }
        catch (FormatException error)
        {
            fault = error.Message;
        }
        catch (InvalidOperationException)
        {
            fault = "text in it is not UTF-8";
        }

        return null;
    }

    private static BackupManifest ReadManifest(JsonElement root) => new()
    {
        Set = Hex(root, "set", SetDigits / 2, SetDigits / 2),
        Created = Timestamp(root, "created"),
        Tool = Text(root, "tool"),
        Note = Text(root, "note"),
        Bags = [.. Items(root, "bags", MostItems).Select(bag => Checked(bag, "bags"))],
        Keys = [.. Items(root, "keys", MostItems).Select(ReadKey)],
        Stores = [.. Items(root, "stores", MostItems)
            .Select(store => new BackupStore(Text(store, "name"), Text(store, "kind")))],
        Files = [.. Items(root, "files", MostItems).Select(ReadFile)],
        Slots = [.. Items(root, "slots", MostSlots).Select(ReadSlot)],
    };

    private static string? FaultOf(BackupManifest manifest)
    {
        HashSet<string> names = new(manifest.Files.Select(file => file.Name), StringComparer.Ordinal);
        if (names.Count != manifest.Files.Count)
        {
            return "two files have one name";
        }

        // A file where another's directory has to be could not be restored.
        string? below = manifest.Files.Select(file => file.Name)
            .FirstOrDefault(name => Parents(name).Any(names.Contains));
        return below is not null ? $"{below} is below another file"
            : manifest.Files.Count == 0 ? "no file is in it"
            : manifest.Slots.Count == 0 ? "nothing opens it"
            : manifest.PayloadLength > BackupContents.MostOctets
            ? $"more than {BackupContents.MostOctets >> 20} MiB"
            : null;
    }

    private static IEnumerable<string> Parents(string name)
    {
        for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            yield return name[..slash];
        }
    }

    private static BackupKey ReadKey(JsonElement item)
    {
        byte[] rdata;
        string text = Text(item, "dnskey", LongestText * 4);
        rdata = Convert.FromBase64String(text);
        if (rdata.Length <= 4
            || !DomainName.TryParse(Text(item, "zone", LongestText * 2), out DomainName zone, out _)
            || !Enum.TryParse(Text(item, "role"), out KeyRole role) || !Enum.IsDefined(role))
        {
            throw new FormatException("a key has no zone, role or DNSKEY");
        }

        BackupKey key = new(new ZoneKey(zone, rdata), role, Text(item, "place"), Optional(item, "token"));
        return key.Ds == Text(item, "ds")
            ? key : throw new FormatException($"the DS of {key.Key} is not its DNSKEY's");
    }

    private static BackupFile ReadFile(JsonElement item)
    {
        string name = Text(item, "name");
        return BackupFile.IsName(name)
            ? new BackupFile(name, Number(item, "octets", 0, BackupContents.MostOctets),
                Hex(item, "digest", 32, 32))
            : throw new FormatException("a file has a name that leads elsewhere");
    }

    private static KeySlot ReadSlot(JsonElement item)
    {
        byte[] nonce =
            Convert.FromHexString(Hex(item, "nonce", ContentKey.NonceLength, ContentKey.NonceLength));
        byte[] wrapped = Convert.FromHexString(Hex(item, "wrapped", ContentKey.Length + ContentKey.TagLength,
            ContentKey.Length + ContentKey.TagLength));
        switch (Text(item, "kind"))
        {
            case "passphrase" when Text(item, "kdf") == "scrypt":
                ScryptCost cost = new((int)Number(item, "cost", ScryptCost.Least, ScryptCost.Most));
                return new PassphraseSlot(
                    Text(item, "label"), cost,
                    Convert.FromHexString(Hex(item, "salt", ContentKey.SaltLength, 64)),
                        nonce, wrapped);
            case "shares":
                Custodian[] custodians = [.. Items(item, "custodians", ShamirSecret.MostParts)
                    .Select(custodian => new Custodian(Text(custodian, "name"),
                        Hex(custodian, "fingerprint", 8, 8)))];
                return new ShareSlot((int)Number(item, "threshold", 1, custodians.Length), custodians, nonce,
                    wrapped);
            default:
                throw new FormatException("a slot is of a kind that this version does not know");
        }
    }

    private static Timestamp Timestamp(JsonElement item, string name) =>
        TimestampText.TryParseAbsolute(Text(item, name), out Timestamp moment) ? moment
            : throw new FormatException($"{name} is no moment");

    private static JsonElement.ArrayEnumerator Items(JsonElement item, string name, int most)
    {
        JsonElement array = Member(item, name);
        return array.ValueKind == JsonValueKind.Array && array.GetArrayLength() <= most
            ? array.EnumerateArray()
            : throw new FormatException($"{name} is no list, or has more than {most} items");
    }

    private static long Number(JsonElement item, string name, long least, long most)
    {
        JsonElement member = Member(item, name);
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out long number)
            && number >= least
            && number <= most
            ? number : throw new FormatException($"{name} is no number from {least} to {most}");
    }

    private static string Hex(JsonElement item, string name, int least, int most)
    {
        string text = Text(item, name);
        return text.Length % 2 == 0 && text.Length / 2 >= least && text.Length / 2 <= most
            && text.All(char.IsAsciiHexDigitLower)
            ? text : throw new FormatException($"{name} is not in hexadecimal digits of the right number");
    }

    private static string? Optional(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement member) ? Checked(member, name) : null;

    private static string Text(JsonElement item, string name, int most = LongestText) =>
        Checked(Member(item, name), name, most);

    // What is shown on a terminal later has no control characters in it.
    private static string Checked(JsonElement member, string name, int most = LongestText) =>
        member.ValueKind == JsonValueKind.String && member.GetString() is { } text && text.Length <= most
            && !text.Any(char.IsControl)
            ? text : throw new FormatException($"{name} is no text, too long, or has control characters");

    private static JsonElement Member(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement member)
            ? member : throw new FormatException($"{name} is missing");
}
