namespace DnssecToolkit.Records;

/// <summary>The octets of the fields whose length is always the same.</summary>
internal static class RDataFieldLength
{
    /// <summary>Whether every field of the kind has the same length.</summary>
    public static bool IsFixed(RDataFieldKind kind) => Of(kind) != 0;

    /// <summary>The octets of a field of the kind, or 0 where they vary.</summary>
    public static int Of(RDataFieldKind kind) => kind switch
    {
        RDataFieldKind.Number8 or RDataFieldKind.Algorithm or RDataFieldKind.AlgorithmMnemonic
            or RDataFieldKind.DigestType or RDataFieldKind.HashAlgorithm or RDataFieldKind.KeyProtocol
            or RDataFieldKind.DsyncScheme => 1,
        RDataFieldKind.Number16 or RDataFieldKind.TypeMnemonic or RDataFieldKind.KeyFlags
            or RDataFieldKind.CertificateType => 2,
        RDataFieldKind.Number32 or RDataFieldKind.Period or RDataFieldKind.SerialTime or RDataFieldKind.IPv4 => 4,
        RDataFieldKind.Eui48 => 6,
        RDataFieldKind.Number64 or RDataFieldKind.NodeId64 or RDataFieldKind.Eui64 => 8,
        RDataFieldKind.IPv6 => 16,
        _ => 0,
    };
}
