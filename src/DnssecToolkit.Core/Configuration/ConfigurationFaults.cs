using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration;

/// <summary>Takes the faults of a configuration, each once: a template's are met again with each zone that
/// uses it.</summary>
internal sealed class ConfigurationFaults(FindingList findings)
{
    private readonly HashSet<(SourceLocation, string)> _told = [];

    /// <summary>Adds a fault, unless it was told already.</summary>
    internal void Add(CheckCode code, SourceLocation place, string message, string? hint = null)
    {
        if (_told.Add((place, message)))
        {
            findings.Add(new Finding(code, place, message) { Hint = hint });
        }
    }
}
