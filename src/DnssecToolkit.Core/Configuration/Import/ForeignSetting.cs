using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration.Import;

/// <summary>One setting of another program's policy.</summary>
/// <param name="Name">Its name there, such as <c>signatures-refresh</c> or <c>Keys/TTL</c>.</param>
/// <param name="Value">Its value there.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record ForeignSetting(string Name, string Value, SourceLocation Place);
