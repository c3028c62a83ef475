using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>What a zone published at a moment; keys are told by their tags.</summary>
/// <param name="Moment">When.</param>
/// <param name="Keys">The DNSKEY RRset.</param>
/// <param name="Signer">The ZSK that signed the zone.</param>
/// <param name="KeySigners">The KSKs that signed the DNSKEY RRset.</param>
internal sealed record ZoneVersion(Timestamp Moment, string[] Keys, string Signer, string[] KeySigners);
