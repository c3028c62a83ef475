using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Configuration;

/// <summary>A PKCS#11 module, and where its PIN comes from; never the PIN itself.</summary>
/// <param name="Name">The name that zones use it by.</param>
/// <param name="Module">The module's path.</param>
/// <param name="Pin">The PIN's source, <c>file:PATH</c>, <c>credential:NAME</c>, <c>env:NAME</c> or
/// <c>fd:NUMBER</c>; null where the keys' URIs name it.</param>
public sealed record TokenConfiguration(string Name, string Module, string? Pin)
{
    /// <summary>The profile, or null where the token is recognised by itself.</summary>
    public DeviceProfile? Profile { get; init; }

    /// <summary>The file of that profile, where it is the operator's own; null for one that is known
    /// here.</summary>
    public string? ProfileFile { get; init; }

    /// <summary>How long a call may take before its module counts as hung, in seconds; null for the
    /// default.</summary>
    public long? Timeout { get; init; }

    /// <summary>How long all recovery of a run may take together, in seconds; null for the default.</summary>
    public long? Patience { get; init; }

    /// <summary>How long single steps of recovery may take, in seconds.</summary>
    public IReadOnlyDictionary<RecoveryStep, long> Recovery { get; init; } =
        new Dictionary<RecoveryStep, long>();

    /// <summary>The command that brings the device back: a program and its arguments; null for
    /// none.</summary>
    public IReadOnlyList<string>? RestartCommand { get; init; }

    /// <summary>Further tokens that have copies of the keys and share the work.</summary>
    public IReadOnlyList<Pkcs11Uri> Also { get; init; } = [];
}
