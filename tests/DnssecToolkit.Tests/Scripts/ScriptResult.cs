namespace DnssecToolkit.Tests.Scripts;

/// <summary>What a command of a script did.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ScriptResult(int Status, string Output, string Error);
