using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A registry whose KSKs, or all keys, are in SoftHSM behind a module that goes wrong as a test
/// wants.</summary>
internal sealed class TokenRegistry : IDisposable
{
    private const DnssecAlgorithm Algorithm = DnssecAlgorithm.ECDSAP256SHA256;
    private static readonly KeyTiming Timing = new()
    {
        Publish = new Timestamp(1_700_000_000),
        Activate = new Timestamp(1_700_000_000)
    };

    /// <summary>Makes zones whose only key, or whose KSK, is in the token.</summary>
    internal TokenRegistry(FaultyModule module, string[] zones, bool hasSoftwareZsk = false)
    {
        Zones = new Registry(zones) { HasSingleKeys = !hasSoftwareZsk };
        Module = module;
        foreach (string file in Directory.GetFiles(Zones.Files["keys"]))
        {
            File.Delete(file);
        }

        foreach (string zone in zones)
        {
            DomainName apex = DomainName.Parse(zone + ".");
            PlaceKey(zone, Algorithm.ToString(), (byte)Algorithm);
            if (hasSoftwareZsk)
            {
                using SoftwareKey zsk = new KeyGeneration(apex, Algorithm,
                    KeyRole.ZSK)
                { Timing = Timing }.Generate([]);
                BindKeyFiles.Write(Zones.Files["keys"], zsk, 300);
            }
        }

        string pin = Zones.Files.WriteSecret("pin", SoftHsm.Pin + "\n");
        Zones.Configure($"tokens: {{ t: {{ module: {module.Path}, pin: \"file:{pin}\" }} }}", "token: t, ");
    }

    internal Registry Zones { get; }

    internal FaultyModule Module { get; }

    /// <summary>Writes the files of a zone's key, which say that it is a certain object in the
    /// token.</summary>
    internal void PlaceKey(string zone, string label, byte id)
    {
        ZoneKey key = new(DomainName.Parse(zone + "."), SoftHsm.Instance.SoftwareKeyOf(Algorithm).Key.RData);
        foreach (string file in Directory.GetFiles(Zones.Files["keys"], BindKeyName.Of(key) + ".*"))
        {
            File.Delete(file);
        }

        Pkcs11Uri uri = new() { Token = SoftHsm.Label, Object = label, Id = new byte[] { id } };
        BindKeyFiles.Write(Zones.Files["keys"], key, new BindTokenFile(Algorithm, uri, Timing), 300);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Zones.Dispose();
        Module.Dispose();
    }
}
