namespace DnssecToolkit.Configuration;

/// <summary>A mail server that takes messages.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Port">Its port.</param>
/// <param name="IsEncrypted">Whether STARTTLS is demanded (RFC 3207); nothing is sent to a server without it,
/// or with a certificate that is not trusted.</param>
/// <param name="User">The user, or null for none.</param>
/// <param name="Password">Where the password comes from, as a token's PIN; null for none.</param>
public sealed record SmtpServer(string Host, int Port, bool IsEncrypted, string? User, string? Password);
