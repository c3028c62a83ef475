namespace DnssecToolkit.Interop.Migration;

/// <summary>A fact that needs OpenDNSSEC's signer, which runs as root and has one fixed socket.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenDnssecFactAttribute : FactAttribute
{
    /// <summary>Says what is missing, if anything is.</summary>
    public OpenDnssecFactAttribute() =>
        Skip = SkipReason.ForPrograms(["ods-signerd", "softhsm2-util", "xmllint", "dnssec-dsfromkey",
            "ldns-read-zone"])
        ?? (Environment.UserName == "root"
            ? null : "ods-signerd makes its socket in /run/opendnssec, as root");
}
