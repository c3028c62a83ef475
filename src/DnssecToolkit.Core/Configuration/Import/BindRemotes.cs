using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Other servers in named.conf: parental agents and primaries, by address or by the name of a
/// list.</summary>
internal sealed class BindRemotes(ImportFindings findings)
{
    private readonly Dictionary<string, List<Remote>> _lists = new(StringComparer.Ordinal);

    /// <summary>Takes the lists that have names.</summary>
    internal void Define(IEnumerable<NamedStatement> statements)
    {
        foreach (NamedStatement statement in statements.Where(statement =>
            statement is
            {
                Name: "parental-agents" or "remote-servers" or "primaries" or "masters",
                Words.Count: > 1
            }))
        {
            _lists[statement.Words[1]] = Of(statement);
        }
    }

    /// <summary>Gives the servers of a list.</summary>
    /// <param name="list">A statement with a block of addresses and names.</param>
    internal List<Remote> Of(NamedStatement list)
    {
        string port = After(list, "port") ?? "53";
        List<Remote> remotes = [];
        foreach (NamedStatement item in list.Block ?? [])
        {
            if (remotes.Count >= ImportedPrimaries.MostServers)
            {
                findings.Unmapped(
                    item.Place, $"more than {ImportedPrimaries.MostServers} servers are not taken over",
                    "name those that matter");
                break;
            }

            string? key = After(item, "key");
            if (After(item, "tls") is { } tls)
            {
                findings.Unmapped(
                    item.Place, $"tls {ConfigurationValue.Shown(tls)} of {ConfigurationValue.Shown(item.Name)} has no counterpart",
                    "let the server answer without TLS too, under a key");
            }

            if (ServerAddress.TryParse($"{item.Name}#{After(item, "port") ?? port}",
                out ServerAddress? address))
            {
                remotes.Add(new Remote(address, key));
            }
            else if (_lists.TryGetValue(item.Name, out List<Remote>? named))
            {
                remotes.AddRange(named.Select(remote => remote with { Key = key ?? remote.Key }));
            }
            else
            {
                findings.Unmapped(
                    item.Place, $"{ConfigurationValue.Shown(item.Name)} is no address of a server",
                    list.Name == "parental-agents" ? "name the parent's servers in parents:"
                        : "name the primary's servers in primaries:");
            }
        }

        return remotes;
    }

    private static string? After(NamedStatement statement, string word) =>
        statement.Words.Skip(1).SkipWhile(other => other != word).ElementAtOrDefault(1);

    /// <summary>A server.</summary>
    /// <param name="Address">Its address.</param>
    /// <param name="Key">The name of the key that it shares with this one, or null.</param>
    internal sealed record Remote(ServerAddress Address, string? Key);
}
