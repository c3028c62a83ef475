using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Verification;

/// <summary>One thread's way to verify with each key of the zone; opened when first needed.</summary>
internal sealed class KeyContexts(ApexKeys keys) : IDisposable
{
    // A hostile zone may have thousands of keys, of some kilobytes each once they are open.
    private const int MaximumOpen = 64;

    private readonly VerificationKey?[] _keys = new VerificationKey?[keys.Keys.Count];
    private readonly VerificationContext?[] _contexts = new VerificationContext?[keys.Keys.Count];
    private int _open;

    /// <summary>Whether a signature is the key's over the message; false also
    /// for a key that cannot be used.</summary>
    public bool Verify(ApexKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        VerificationContext? context = _contexts[key.Place];
        if (context is null)
        {
            if (!VerificationKey.TryCreate(
                key.Key.Algorithm, key.Key.PublicKey, out VerificationKey? opened, out _))
            {
                return false; // ApexKeys has reported it
            }

            if (_open++ == MaximumOpen)
            {
                Dispose();
                _open = 1;
            }

            _keys[key.Place] = opened;
            _contexts[key.Place] = context = opened.OpenContext();
        }

        return context.Verify(message, signature);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_contexts, context => context?.Dispose());
        Array.ForEach(_keys, key => key?.Dispose());
        Array.Clear(_contexts);
        Array.Clear(_keys);
    }
}
