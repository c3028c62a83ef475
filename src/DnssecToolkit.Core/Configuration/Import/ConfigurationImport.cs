using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration.Import;

/// <summary>A configuration made from another program's, in the form that ours is read in.</summary>
/// <param name="Text">The YAML.</param>
/// <param name="Configuration">The same, read back; null where it has no zone, but policies alone.</param>
/// <param name="Keys">Where the other program has private keys that are not in BIND's files.</param>
public sealed record ConfigurationImport(string Text, SignerConfiguration? Configuration,
    IReadOnlyList<ForeignKey> Keys)
{
    private const string ServerName = "server";

    /// <summary>Makes one.</summary>
    /// <param name="program">The other program.</param>
    /// <param name="files">Its files.</param>
    /// <param name="places">Where things are to be that they do not name.</param>
    /// <param name="findings">Takes what is wrong with them, and what of them has no counterpart.</param>
    /// <returns>Null where there is any fault.</returns>
    /// <exception cref="UnreadableInputException">A file cannot be read.</exception>
    public static ConfigurationImport? Read(ForeignProgram program, IReadOnlyList<string> files,
        ImportPlaces places, FindingList findings)
    {
        ImportFindings told = new(findings);
        ForeignConfiguration foreign = program switch
        {
            ForeignProgram.Bind => BindImport.Read(files, told),
            ForeignProgram.Knot => KnotImport.Read(files, told),
            _ => OpenDnssecImport.Read(files, told),
        };
        if (findings.HasFaults)
        {
            return null;
        }

        SignerConfiguration made = Make(foreign, places);
        string text =
            $"# Made by `signall config import` from {string.Join(", ", files.Select(file => ConfigurationValue.Shown(file, 200)))}\n{EffectiveConfiguration.Write(made, foreign.Policies)}";
        if (made.Zones.Count == 0)
        {
            told.Unmapped(new SourceLocation(files[0]), "there is no zone to sign in it",
                "give the files that list the zones too");
            return new ConfigurationImport(text, null, foreign.Keys);
        }

        // What cannot be read back would stop the first run: better told now.
        SignerConfiguration? read = ConfigurationReader.Read(
            System.Text.Encoding.UTF8.GetBytes(text), "(the imported configuration)", findings);
        return read is null ? null : new ConfigurationImport(text, read, foreign.Keys);
    }

    private static SignerConfiguration Make(ForeignConfiguration foreign, ImportPlaces places)
    {
        ServerPolicy? server = foreign.Reload is null
            ? null : new ServerPolicy { Name = ServerName, Reload = foreign.Reload };
        return new SignerConfiguration
        {
            File = "",
            StateDirectory = places.State,
            Zones = [.. foreign.Zones.Select(zone => new ZoneConfiguration
            {
                Name = zone.Name,
                File = zone.File
                    ?? Path.Combine(places.State, "zones", ZoneConfiguration.FileNameOf(zone.Name),
                        "transferred.zone"),
                Primary = zone.Primary,
                Keys = zone.Keys ?? places.Keys,
                Output = zone.Output ?? Path.Combine(places.Signed, ZoneConfiguration.FileNameOf(zone.Name)),
                Policy = zone.Policy,
                Rollover = zone.Policy.Rollover,
                Gate = new GatePolicy(),
                Server = server,
                Token = zone.Token,
                Parents = zone.Parents,
            })],
        };
    }
}
