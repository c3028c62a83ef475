namespace DnssecToolkit.Bundles.Formats;

/// <summary>The formats of requests and responses.</summary>
public enum BundleFormat
{
    /// <summary>ICANN's XML, with proof of possession and policies; the root zone's.</summary>
    Xml,

    /// <summary>The text of BIND's dnssec-ksr: times as YYYYMMDDHHMMSS.</summary>
    Bind,

    /// <summary>The text of Knot DNS's keymgr: times in Unix seconds.</summary>
    Knot,
}
