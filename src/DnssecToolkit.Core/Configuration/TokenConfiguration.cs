namespace DnssecToolkit.Configuration;

/// <summary>A PKCS#11 module, and where its PIN comes from; never the PIN itself.</summary>
/// <param name="Name">The name that zones use it by.</param>
/// <param name="Module">The module's path.</param>
/// <param name="Pin">The PIN's source, <c>file:PATH</c>, <c>credential:NAME</c>, <c>env:NAME</c> or <c>fd:NUMBER</c>; null where the keys' URIs name it.</param>
public sealed record TokenConfiguration(string Name, string Module, string? Pin);
