using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Operations;

/// <summary>The key files of a zone that has another's keys: the same halves under its own name.</summary>
public static class SharedKeyFiles
{
    /// <summary>Writes the files that a keyindex needs and that are not there yet.</summary>
    /// <param name="directory">The key directory of both zones.</param>
    /// <param name="index">The keyindex as it is to be.</param>
    /// <exception cref="KeyUnavailableException">The zone that leads has no file of a key.</exception>
    /// <exception cref="UnreadableInputException">Its files have faults.</exception>
    /// <exception cref="UnwritableOutputException">A file cannot be written.</exception>
    public static void Write(string directory, KeyIndex index)
    {
        foreach (IGrouping<Names.DomainName, KeyIndexEntry> leader in index.Entries.Where(row =>
            row.Shares is not null && !IsThere(directory, row))
            .GroupBy(row => row.Shares!.Value))
        {
            FindingList findings = new();
            using KeyDirectory keys = KeyDirectory.Read(directory, leader.Key, findings);
            if (findings.HasFaults)
            {
                throw new UnreadableInputException($"{directory}: key files of {leader.Key} have faults",
                    findings: findings.Kept);
            }

            foreach (KeyIndexEntry row in leader)
            {
                if (keys.Keys.FirstOrDefault(key => KeyStock.IsRowOf(row, key.Key)) is { } key)
                {
                    Write(directory, row, key);
                }
                else if (!IsElsewhere(row))
                {
                    throw new KeyUnavailableException(
                        $"{directory}: there is no .key file of {row}, which is to be a key of {leader.Key} too", "copy its files there");
                }
            }
        }
    }

    // The other side of an offline KSK has it.
    private static bool IsElsewhere(KeyIndexEntry row) => row.Key is null;

    private static bool IsThere(string directory, KeyIndexEntry row) =>
        File.Exists(Path.Combine(directory,
            $"{new BindKeyName(row.Zone, row.Algorithm, new Records.KeyTag((ushort)row.Tag))}.key"));

    private static void Write(string directory, KeyIndexEntry row, DirectoryKey key)
    {
        ZoneKey own = new(row.Zone, key.Key.RData);
        if (key.Reference?.Token is { } token)
        {
            BindKeyFiles.Write(directory, own, new BindTokenFile(own.Algorithm, token, key.Timing), key.Ttl);
        }
        else if (key.Software is { } software)
        {
            BindKeyFiles.Write(directory, new SoftwareKey(own, software.Private, key.Timing), key.Ttl);
        }
        else if (IsElsewhere(row))
        {
            BindKeyFiles.WritePublic(directory, own, key.Ttl);
        }
        else
        {
            throw new KeyUnavailableException(
                $"{directory}: the private half of {key} is not there, so that {row.Zone} cannot have it too", "share keys where they are");
        }
    }
}
