using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Cryptography.Interop;

/// <summary>Owns an <c>EVP_PKEY_CTX</c>, for one thread.</summary>
internal sealed class EvpKeyContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_CTX_free(handle);
        return true;
    }
}
