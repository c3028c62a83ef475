using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What a name server leaves beside a zone file that it changes, or signs, itself.</summary>
internal static class OtherServers
{
    /// <summary>Looks beside a zone's file.</summary>
    /// <returns>What was found: a file that is behind its journal is a fault, a server that signs too a
    /// warning.</returns>
    internal static IEnumerable<Finding> Traces(ZoneConfiguration zone)
    {
        SourceLocation place = new(zone.File);
        if (IsBehindJournal(zone))
        {
            yield return new Finding(
                CheckCodes.InputJournal, place,
                $"{zone.File}.jnl is newer: a server has changes of this zone that are not in the file")
            {
                Hint = $"let it write them: rndc sync -clean {zone.FileName}; or fetch the zone from it: primary: in the configuration",
            };
        }

        string[] suffixes = [".signed.jnl", ".jbk"]; // of BIND's inline-signing
        if (suffixes.Select(suffix => zone.File + suffix).FirstOrDefault(File.Exists) is { } trace)
        {
            yield return new Finding(CheckCodes.InputSignedInline, place, $"a server signs this zone itself (inline-signing): it keeps {trace}")
            {
                Hint = "take dnssec-policy and inline-signing out of its configuration, and remove that file: two signers get in each other's way",
            };
        }
    }

    /// <summary>Whether a server's journal beside the zone's file is newer than the file.</summary>
    internal static bool IsBehindJournal(ZoneConfiguration zone) =>
        new FileInfo(zone.File + ".jnl") is { Exists: true } journal
            && journal.LastWriteTimeUtc > File.GetLastWriteTimeUtc(zone.File);
}
