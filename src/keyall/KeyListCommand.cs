using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall key list</c>.</summary>
internal sealed class KeyListCommand
{
    private readonly Option<string> _zone = KeyOptions.Zone("Zone whose keys to list; all zones by default",
        required: false);
    private readonly Option<string> _keys = KeyOptions.Directory();

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("list",
        "Lists keys with what they do at a moment (--time; now by default)") { _zone, _keys }
        .Does(List)
        .WithExample(
            "keyall key list --keys /var/lib/dnssec/keys --time now+30d",
            "Show what each key there will be doing in thirty days.");

    private ExitStatus List(ToolRun run)
    {
        string directory = run.Options.GetRequiredValue(_keys);
        IReadOnlyList<DomainName> zones = run.Options.GetValue(_zone) is { } zone
            ? [KeyOptions.NameOf(zone)] : KeyDirectory.ZonesIn(directory);
        List<Row> rows = [];
        foreach (DomainName name in zones)
        {
            using KeyDirectory keys = KeyOptions.Read(directory, name, run.Console);
            KeyRoles roles = keys.RolesAt(run.Now);
            rows.AddRange(keys.Keys.Select(key => new Row(key, RoleOf(key, keys.Keys), run.Now, roles)));
        }

        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(rows, WriteJson));
        }
        else
        {
            WriteTable(run.Console.Output, rows);
        }

        return ExitStatus.Done;
    }

    // A SEP key is a CSK where its algorithm has no ZSK at all.
    private static KeyRole RoleOf(DirectoryKey key, IReadOnlyList<DirectoryKey> all) =>
        !key.Key.IsSep ? KeyRole.ZSK
        : all.Any(other => other.Key.Algorithm == key.Key.Algorithm && !other.Key.IsSep)
        ? KeyRole.KSK : KeyRole.CSK;

    private static void WriteTable(TextWriter output, List<Row> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        int width = rows.Max(row => row.Key.Key.Zone.ToString().Length);
        output.WriteLine(
            $"{"zone".PadRight(width)}  role  algorithm         bits  tag    state      signs       private   next");
        foreach (Row row in rows)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Key.Key.Zone.ToString().PadRight(width)}  {row.Role,-4}  {row.Mnemonic,-16}  {row.Bits,-4}  {row.Key.Key.Tag}  {row.State,-9}  {row.Signs,-10}  {row.Private,-8}  {row.Next}").TrimEnd());
        }
    }

    private static void WriteJson(Utf8JsonWriter json, Row row)
    {
        json.WriteString("zone", row.Key.Key.Zone.ToString());
        json.WriteNumber("tag", row.Key.Key.Tag.Value);
        json.WriteString("role", row.Role.ToString());
        json.WriteNumber("algorithm", (int)row.Key.Key.Algorithm);
        json.WriteString("mnemonic", row.Mnemonic);
        json.WriteNumber("bits", row.Bits);
        json.WriteString("state", row.State.ToString());
        json.WriteString("signs", row.Signs);
        json.WriteString("publicFile", row.Key.File);
        json.WriteString("privateFile", row.Key.Reference?.Path);
        json.WriteString("token", row.Key.Reference?.Token?.ToString());
        json.WriteString("ds", row.Key.Key.IsSep ? DsCommand.DefaultDsOf(row.Key.Key) : null);
        json.WriteStartObject("moments");
        foreach ((string name, Timestamp? moment) in row.Moments.Where(pair => pair.Moment is not null))
        {
            json.WriteString(name, moment.ToString());
        }

        json.WriteEndObject();
    }

    private sealed record Row(DirectoryKey Key, KeyRole Role, Timestamp Now, KeyRoles Roles)
    {
        public string Mnemonic => AlgorithmTraits.Of(Key.Key.Algorithm).Mnemonic;

        public int Bits => PublicKeyFormat.BitsOf(Key.Key.Algorithm, Key.Key.PublicKey);

        public KeyState State => Key.Timing.StateAt(Now);

        public string Signs => (IsIn(Roles.SignDnskey), IsIn(Roles.SignZone)) switch
        {
            (true, true) => "everything",
            (true, false) => "DNSKEY",
            (false, true) => "zone",
            _ => "nothing",
        };

        public string Private =>
            Key.Reference?.Token is not null ? "in token" : Key.Software is null ? "elsewhere" : "here";

        public (string Name, Timestamp? Moment)[] Moments =>
        [
            ("Created", Key.Timing.Created), ("Publish", Key.Timing.Publish), ("Activate",
                Key.Timing.Activate),
            ("Inactive", Key.Timing.Inactive), ("Revoke", Key.Timing.Revoke), ("Delete", Key.Timing.Delete),
            ("DSPublish", Key.Timing.DSPublish), ("SyncPublish", Key.Timing.SyncPublish),
            ("SyncDelete", Key.Timing.SyncDelete),
        ];

        public string Next => Moments.Where(pair => pair.Moment > Now).OrderBy(pair => pair.Moment)
            .Select(pair => $"{pair.Name} {pair.Moment}").FirstOrDefault("");

        private bool IsIn(IEnumerable<ZoneKey> keys) =>
            keys.Any(key => key.Algorithm == Key.Key.Algorithm
                && key.PublicKey.SequenceEqual(Key.Key.PublicKey));
    }
}
