namespace DnssecToolkit.Configuration.Import;

/// <summary>A program whose configuration can be taken over.</summary>
public enum ForeignProgram
{
    /// <summary>BIND's named.conf with dnssec-policy.</summary>
    Bind,

    /// <summary>Knot DNS's knot.conf with its policies.</summary>
    Knot,

    /// <summary>OpenDNSSEC's conf.xml, kasp.xml and zonelist.xml.</summary>
    OpenDnssec,
}
