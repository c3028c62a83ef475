using DnssecToolkit.Diagnostics;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration.Import;

/// <summary>The servers that zones of another program's configuration come from by transfer; those that are
/// the same become one section.</summary>
internal sealed class ImportedPrimaries(ImportFindings findings)
{
    /// <summary>How many servers of a zone are taken over: lists of lists would have no end.</summary>
    internal const int MostServers = 64;

    private readonly Dictionary<string, PrimaryPolicy> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _keyFiles = new(StringComparer.Ordinal);

    /// <summary>Gives the section for some servers.</summary>
    /// <param name="servers">Their addresses: one at least.</param>
    /// <param name="keyFile">The file of the key that they share with the signer, or null.</param>
    internal PrimaryPolicy Of(IReadOnlyList<ServerAddress> servers, string? keyFile)
    {
        string same = $"{string.Join(' ', servers.Select(server => $"{server.EndPoint}"))} {keyFile}";
        if (!_known.TryGetValue(same, out PrimaryPolicy? primary))
        {
            string name = _known.Count == 0 ? "primary" : $"primary-{_known.Count + 1}";
            _known[same] = primary = new PrimaryPolicy { Name = name, Servers = servers, Tsig = keyFile };
        }

        return primary;
    }

    /// <summary>Gives the file that a key of transaction signatures has to be in; that a secret is to be
    /// copied is told, once.</summary>
    /// <param name="name">The key's name.</param>
    /// <param name="algorithm">Its algorithm, or null where the key is not defined.</param>
    /// <param name="place">Where it stands.</param>
    /// <returns>Null where the key cannot be used.</returns>
    internal string? KeyFileFor(string name, string? algorithm, SourceLocation place)
    {
        if (!_keyFiles.TryGetValue(name, out string? file))
        {
            _keyFiles[name] = file = TellOf(name, algorithm, place);
        }

        return file;
    }

    private string? TellOf(string name, string? algorithm, SourceLocation place)
    {
        string shown = ConfigurationValue.Shown(name);
        if (algorithm is null)
        {
            findings.Unmapped(
                place, $"key {shown} is not defined",
                "give the file that defines it too, or name a key's file as tsig: of the primary");
            return null;
        }

        if (TsigAlgorithm.Find(algorithm) is null)
        {
            findings.Unmapped(
                place, $"key {shown} has the algorithm {ConfigurationValue.Shown(algorithm)}",
                "make another with tsig-keygen -a hmac-sha256, and give it to the primary too");
            return null;
        }

        string file = $"/etc/dnssec-toolkit/{ImportedPolicy.SafeName(name)}.key";
        findings.Unmapped(
            place, $"the secret of key {shown} is not taken over",
            $"write it into {file}, mode 0640, as named.conf has it: key NAME {{ algorithm {algorithm}; secret SECRET; }};");
        return file;
    }
}
