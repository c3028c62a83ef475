using System.Globalization;
using System.Text.Json;
using DnssecToolkit.Backup;

namespace DnssecToolkit.Keybackup;

/// <summary>Prints what a set says of itself.</summary>
internal static class SetReport
{
    /// <summary>What goes onto the ceremony's paper: identifier, SHA-256 of the file, and the key that signed
    /// it.</summary>
    internal static string IdentityOf(SealedSet set) => $"{set.Manifest.Set} {set.Digest} {set.Signer}";

    /// <summary>As text, a line for each thing.</summary>
    internal static void WriteText(TextWriter output, SealedSet set)
    {
        BackupManifest manifest = set.Manifest;
        output.WriteLine($"set      {manifest.Set}");
        output.WriteLine($"made     {manifest.Created} by {manifest.Tool}");
        output.WriteLine($"signer   {set.Signer}");
        output.WriteLine($"sha256   {set.Digest}");
        WriteIfAny(output, "note", manifest.Note);
        WriteIfAny(output, "bags", string.Join(", ", manifest.Bags));
        foreach (KeySlot slot in manifest.Slots)
        {
            output.WriteLine($"opens by {DescriptionOf(slot)}");
        }

        foreach (BackupKey key in manifest.Keys)
        {
            string token = key.Token is null ? "" : $", {key.Token}";
            output.WriteLine($"key      {key.Key} {key.Role} in {key.Place}, DS {key.Ds}{token}");
        }

        foreach (BackupStore store in manifest.Stores)
        {
            output.WriteLine($"store    {store.Place} ({store.Kind}): {store.Meaning}");
        }

        foreach (BackupFile file in manifest.Files)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"file     {file.Name}, {file.Length} octets"));
        }
    }

    /// <summary>As the members of a JSON object.</summary>
    internal static void WriteJson(Utf8JsonWriter json, SealedSet set)
    {
        json.WriteString("path", set.Path);
        json.WriteString("set", set.Manifest.Set);
        json.WriteString("created", set.Manifest.Created.ToString());
        json.WriteString("tool", set.Manifest.Tool);
        json.WriteString("signer", set.Signer);
        json.WriteString("sha256", set.Digest);
        json.WriteString("note", set.Manifest.Note);
        WriteStrings(json, "bags", set.Manifest.Bags);
        WriteStrings(json, "opensBy", set.Manifest.Slots.Select(DescriptionOf));
        json.WriteStartArray("keys");
        foreach (BackupKey key in set.Manifest.Keys)
        {
            json.WriteStartObject();
            WriteKey(json, key);
            json.WriteString("token", key.Token);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("stores");
        foreach (BackupStore store in set.Manifest.Stores)
        {
            json.WriteStartObject();
            json.WriteString("place", store.Place);
            json.WriteString("kind", store.Kind);
            json.WriteBoolean("survivesItsDevice", store.SurvivesItsDevice);
            json.WriteString("meaning", store.Meaning);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteStrings(json, "files", set.Manifest.Files.Select(file => file.Name));
    }

    /// <summary>What every report says of a key.</summary>
    internal static void WriteKey(Utf8JsonWriter json, BackupKey key)
    {
        json.WriteString("zone", key.Key.Zone.ToString());
        json.WriteString("role", key.Role.ToString());
        json.WriteNumber("algorithm", (int)key.Key.Algorithm);
        json.WriteNumber("tag", key.Key.Tag.Value);
        json.WriteString("ds", key.Ds);
        json.WriteString("place", key.Place);
    }

    /// <summary>An array of texts.</summary>
    internal static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteIfAny(TextWriter output, string name, string text)
    {
        if (text.Length > 0)
        {
            output.WriteLine($"{name,-8} {text}");
        }
    }

    private static string DescriptionOf(KeySlot slot) => slot switch
    {
        PassphraseSlot passphrase => string.Create(CultureInfo.InvariantCulture,
            $"the passphrase \"{passphrase.Label}\", {passphrase.Cost.N >> 10} MiB a guess"),
        ShareSlot shares => string.Create(
            CultureInfo.InvariantCulture,
                $"{shares.Threshold} of {shares.Custodians.Count} shares: {string.Join(", ", shares.Custodians.Select(custodian => custodian.Name))}"),
        _ => "",
    };
}
