namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Something that happened to a module or token, for the log.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Place">The module or token.</param>
/// <param name="Text">What happened, as a clause.</param>
public sealed record TokenEvent(TokenEventKind Kind, string Place, string Text);
