using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Cryptography.Interop;

/// <summary>Owns one reference to an <c>EVP_PKEY</c>; libcrypto wipes the private parts when the last one
/// goes.</summary>
internal sealed class EvpKeyHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>Takes over a reference that libcrypto gave out.</summary>
    public static EvpKeyHandle Own(nint key)
    {
        EvpKeyHandle handle = new();
        handle.SetHandle(key);
        return handle;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibCrypto.EVP_PKEY_free(handle);
        return true;
    }
}
