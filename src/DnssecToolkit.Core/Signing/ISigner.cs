using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing;

/// <summary>Something that can make signatures with one key: software, a token, a set of signatures made
/// before.</summary>
/// <remarks>Shared by threads; each opens sessions of its own.</remarks>
public interface ISigner : IDisposable
{
    /// <summary>The key whose private half signs.</summary>
    ZoneKey Key { get; }

    /// <summary>How many sessions can sign at once with profit; a token may allow only one.</summary>
    int UsefulSessions { get; }

    /// <summary>Opens a session for one thread.</summary>
    /// <exception cref="KeyUnavailableException">The key cannot be used now.</exception>
    ISigningSession OpenSession();
}
