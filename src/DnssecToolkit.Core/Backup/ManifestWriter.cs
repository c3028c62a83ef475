using System.Text.Json;

namespace DnssecToolkit.Backup;

/// <summary>Writes a manifest as JSON (docs/backup-format.md).</summary>
internal static class ManifestWriter
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Gives the JSON's octets.</summary>
    public static byte[] Write(BackupManifest manifest)
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, Indented))
        {
            json.WriteStartObject();
            json.WriteString("set", manifest.Set);
            json.WriteString("created", manifest.Created.ToString());
            json.WriteString("tool", manifest.Tool);
            json.WriteString("note", manifest.Note);
            json.WriteStartArray("bags");
            foreach (string bag in manifest.Bags)
            {
                json.WriteStringValue(bag);
            }

            json.WriteEndArray();
            WriteArray(json, "keys", manifest.Keys, WriteKey);
            WriteArray(json, "stores", manifest.Stores, WriteStore);
            WriteArray(json, "files", manifest.Files, WriteFile);
            WriteArray(json, "slots", manifest.Slots, WriteSlot);
            json.WriteEndObject();
        }

        return octets.ToArray();
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items,
        Action<Utf8JsonWriter, T> members)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKey(Utf8JsonWriter json, BackupKey key)
    {
        json.WriteString("zone", key.Key.Zone.ToString());
        json.WriteString("role", key.Role.ToString());
        json.WriteNumber("algorithm", (int)key.Key.Algorithm);
        json.WriteNumber("tag", key.Key.Tag.Value);
        json.WriteString("ds", key.Ds);
        json.WriteString("dnskey", Convert.ToBase64String(key.Key.RData));
        json.WriteString("place", key.Place);
        if (key.Token is not null)
        {
            json.WriteString("token", key.Token);
        }
    }

    private static void WriteStore(Utf8JsonWriter json, BackupStore store)
    {
        json.WriteString("name", store.Name);
        json.WriteString("kind", store.Kind);
        json.WriteString("meaning", store.Meaning);
    }

    private static void WriteFile(Utf8JsonWriter json, BackupFile file)
    {
        json.WriteString("name", file.Name);
        json.WriteNumber("octets", file.Length);
        json.WriteString("digest", file.Digest);
    }

    private static void WriteSlot(Utf8JsonWriter json, KeySlot slot)
    {
        switch (slot)
        {
            case PassphraseSlot passphrase:
                json.WriteString("kind", "passphrase");
                json.WriteString("label", passphrase.Label);
                json.WriteString("kdf", "scrypt");
                json.WriteNumber("cost", passphrase.Cost.Logarithm);
                json.WriteString("salt", Convert.ToHexStringLower(passphrase.Salt.Span));
                break;
            case ShareSlot shares:
                json.WriteString("kind", "shares");
                json.WriteNumber("threshold", shares.Threshold);
                WriteArray(json, "custodians", shares.Custodians, (item, custodian) =>
                {
                    item.WriteString("name", custodian.Name);
                    item.WriteString("fingerprint", custodian.Fingerprint);
                });
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        json.WriteString("nonce", Convert.ToHexStringLower(slot.Nonce.Span));
        json.WriteString("wrapped", Convert.ToHexStringLower(slot.Wrapped.Span));
    }
}
