namespace DnssecToolkit.Records;

/// <summary>One field of a type's RDATA.</summary>
/// <param name="Kind">Its form.</param>
/// <param name="Name">What the RFC calls it, in lower case, for messages.</param>
public readonly record struct RDataField(RDataFieldKind Kind, string Name);
