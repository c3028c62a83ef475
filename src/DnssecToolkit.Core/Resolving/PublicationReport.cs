using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Resolving;

/// <summary>What the servers of a zone and of its parent said.</summary>
/// <param name="Findings">What was found, server by server in the order given.</param>
/// <param name="Servers">Each server that answered, with the serial or how many DS it has, such as
/// <c>ns1.example. (192.0.2.1): serial 7</c>.</param>
public sealed record PublicationReport(IReadOnlyList<Finding> Findings, IReadOnlyList<string> Servers);
