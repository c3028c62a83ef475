using System.Text.Json;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Which problem of a zone people were told of last: written once the message has gone out, or is
/// kept to be sent, so that a run that is killed before leaves it to the next one.</summary>
public static class ToldProblem
{
    private const string FileName = "told.json";

    /// <summary>Remembers that people were told what became of zones.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="results">What they were told.</param>
    /// <returns>Why that cannot be remembered, as a clause, so that it will be told again; or null.</returns>
    public static string? Remember(SignerConfiguration configuration, IEnumerable<ZoneResult> results)
    {
        StateDirectory state = StateDirectory.At(configuration.StateDirectory);
        string? failure = null;
        Dictionary<DomainName, ZoneConfiguration> zones = configuration.Zones.ToDictionary(zone => zone.Name);
        foreach (ZoneResult result in results)
        {
            string path = state.PathOf(zones[result.Zone], FileName);
            void Members(Utf8JsonWriter json) => json.WriteString("problem", result.State.Problem);
            try
            {
                state.MakeFor(zones[result.Zone]);
                StateFile.Write(path, Members);
            }
            catch (UnwritableOutputException e)
            {
                failure ??= StateFile.TryWriteOver(path, reserve: null, Members) ? null : e.Message;
            }
        }

        return failure;
    }

    /// <summary>Makes the file ahead: there may be no room for it when there is a problem.</summary>
    internal static void Reserve(StateDirectory state, ZoneConfiguration zone)
    {
        string path = state.PathOf(zone, FileName);
        try
        {
            if (!File.Exists(path))
            {
                StateFile.Write(path, json => json.WriteNull("problem"));
            }
        }
        catch (UnwritableOutputException)
        {
            // What the run has to write there fails too, and says so.
        }
    }

    /// <summary>The problem that people know of; null where they know of none.</summary>
    internal static string? Of(StateDirectory state, ZoneConfiguration zone) =>
        StateFile.Read(state.PathOf(zone, FileName))?.GetValueOrDefault("problem");
}
