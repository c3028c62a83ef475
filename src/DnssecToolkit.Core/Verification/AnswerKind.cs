namespace DnssecToolkit.Verification;

/// <summary>The kinds of answers that DNSSEC makes large.</summary>
public enum AnswerKind
{
    /// <summary>The DNSKEY RRset with its signatures.</summary>
    Dnskey,

    /// <summary>The proof that a name does not exist.</summary>
    Nxdomain,

    /// <summary>The proof that a type does not exist.</summary>
    Nodata,

    /// <summary>The way to a child zone: NS, DS or the proof that there is none, and
    /// the glue that belongs to it.</summary>
    Referral,
}
