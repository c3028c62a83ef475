using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>One thing that happened in a ceremony.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Moment">When.</param>
/// <param name="Kind">begin, step, file, exception or end.</param>
/// <param name="Digest">The SHA-256 of it and all before it, in lower-case hex.</param>
/// <param name="Text">What happened.</param>
public sealed record CeremonyEntry(int Number, Timestamp Moment, string Kind, string Digest, string Text);
