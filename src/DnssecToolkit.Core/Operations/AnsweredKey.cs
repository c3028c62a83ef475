using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>What a keyindex says of a key that the imported responses answered otherwise.</summary>
/// <param name="Message">What, as a lower-case clause without a full stop.</param>
/// <param name="Earliest">The first moment at which they would not.</param>
public sealed record AnsweredKey(string Message, Timestamp Earliest);
