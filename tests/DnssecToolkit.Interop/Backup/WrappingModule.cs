using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Interop.Tokens.Stacks;

namespace DnssecToolkit.Interop.Backup;

/// <summary>A module in front of another, for ways of wrapping that none here offers by itself; built from
/// wrapping-pkcs11.c by gcc, once a test run.</summary>
internal sealed class WrappingModule
{
    private static readonly Lazy<byte[]> Built = new(Build);

    /// <summary>Makes one in a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="settings">Lines of its configuration; wrapping-pkcs11.c says what there is.</param>
    internal WrappingModule(TemporaryDirectory directory, params string[] settings)
    {
        Path = directory["wrapping.so"];
        File.WriteAllBytes(Path, Built.Value);
        directory.Write("wrapping.so.conf", string.Join('\n', settings) + "\n");
    }

    /// <summary>NSS's softoken, or null where it is not installed.</summary>
    internal static string? Softoken =>
        SystemLibrary.Find("libsoftokn3.so") ?? SystemLibrary.Find("nss/libsoftokn3.so");

    /// <summary>Its path.</summary>
    internal string Path { get; }

    /// <summary>SoftHSM that wraps by CKM_AES_GCM alone.</summary>
    internal static WrappingModule Gcm(TemporaryDirectory directory, params string[] settings) =>
        new(directory, [$"module={SoftHsm.Module}", "gcm=1", .. settings]);

    /// <summary>NSS's softoken with a token "nss" in a directory.</summary>
    internal static WrappingModule Nss(TemporaryDirectory directory, string tokens, string pin) =>
        new(directory, $"module={Softoken}", $"parameters=configdir='sql:{tokens}' dbTokenDescription='nss'",
            $"pin={pin}");

    private static byte[] Build()
    {
        using TemporaryDirectory directory = new();
        ForeignTool.Run("gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o",
            directory["wrapping.so"],
            Repository.PathOf("tests/DnssecToolkit.Interop/Backup/wrapping-pkcs11.c"), "-ldl", "-lcrypto")
                .MustSucceed();
        return File.ReadAllBytes(directory["wrapping.so"]);
    }
}
