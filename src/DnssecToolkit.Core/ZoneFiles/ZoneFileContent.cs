using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>What was read from a zone file and the files it includes; not yet a zone: nothing is sorted, merged or left out.</summary>
/// <param name="Origin">The name that was given, or the owner of the first SOA; null where there is neither.</param>
/// <param name="Pages">The records in the order of the text.</param>
/// <param name="RecordCount">How many records the pages have.</param>
/// <param name="TextOctets">How many octets of text were read, included files too.</param>
/// <param name="Files">The files, the zone file first, as messages name them.</param>
public sealed record ZoneFileContent(
    DomainName? Origin, IReadOnlyList<RecordPage> Pages, long RecordCount, long TextOctets, IReadOnlyList<string> Files);
