using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Cryptography.Interop;

/// <summary>Owns an <c>EVP_MD_CTX</c>, for one thread.</summary>
internal sealed class EvpDigestContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_MD_CTX_free(handle);
        return true;
    }
}
