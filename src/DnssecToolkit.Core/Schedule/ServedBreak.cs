namespace DnssecToolkit.Schedule;

/// <summary>What caches hold that a version does not fit to, though everything was held that may
/// be.</summary>
public enum ServedBreak
{
    /// <summary>DNSKEY RRsets without the keys that sign the data now.</summary>
    KeyTooNew,

    /// <summary>Data that only keys signed which are gone.</summary>
    KeyGone,

    /// <summary>DNSKEY RRsets without a key that signs the DNSKEY RRset now.</summary>
    KskChanged,
}
