using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles.Formats;

/// <summary>Reads requests and responses in any of the three formats, and writes them.</summary>
public static class BundleFile
{
    /// <summary>The most octets a file may have: thousands of bundles.</summary>
    public const int MostOctets = 16 << 20;

    /// <summary>The most bundles a file may have: eleven years of a bundle a day.</summary>
    internal const int MostBundles = 4_096;

    /// <summary>The most keys or signatures a bundle may have.</summary>
    internal const int MostInABundle = 100;

    /// <summary>The most octets a public key may have: twice RSA's with 16384 bits.</summary>
    internal const int MostKeyOctets = 4_096;

    /// <summary>Refuses a key that is larger than any.</summary>
    /// <exception cref="BundleSyntaxException">It is.</exception>
    internal static Keys.ZoneKey Demand(Keys.ZoneKey key, SourceLocation place) =>
        key.PublicKey.Length <= MostKeyOctets ? key : throw new BundleSyntaxException(
            CheckCodes.BundleFileLimit, place, $"a public key has more than {MostKeyOctets} octets");

    /// <summary>Tells the format of a file by its beginning: XML, or else text.</summary>
    public static bool IsXml(ReadOnlySpan<byte> octets) =>
        octets.TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    /// <summary>Reads a request.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="file">Its path, for findings.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where it is not in a format; then there is a finding.</returns>
    public static SigningRequest? ReadRequest(ReadOnlySpan<byte> octets, string file, FindingList findings)
    {
        try
        {
            DemandSize(octets, file);
            return IsXml(octets)
                ? KsrXmlReader.ReadRequest(octets, file) : new KsrTextReader(octets, file).ReadRequest();
        }
        catch (BundleSyntaxException fault)
        {
            findings.Add(fault.Finding);
            return null;
        }
    }

    /// <summary>Reads a response.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="file">Its path, for findings.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where it is not in a format; then there is a finding.</returns>
    public static SignedResponse? ReadResponse(ReadOnlySpan<byte> octets, string file, FindingList findings)
    {
        try
        {
            DemandSize(octets, file);
            return IsXml(octets)
                ? KsrXmlReader.ReadResponse(octets, file) : new KsrTextReader(octets, file).ReadResponse();
        }
        catch (BundleSyntaxException fault)
        {
            findings.Add(fault.Finding);
            return null;
        }
    }

    /// <summary>Writes a request; text has no room for proofs, policy, identifiers and expirations.</summary>
    /// <param name="request">The request; XML needs its policy and its expirations.</param>
    /// <param name="format">The format.</param>
    /// <param name="now">When it is written, for the last line of text.</param>
    public static byte[] Write(SigningRequest request, BundleFormat format, Timestamp now) =>
        format == BundleFormat.Xml
        ? KsrXmlWriter.Write(request)
        : KsrTextWriter.Write(request.Bundles, request.Domain, KsrTextWriter.Request, format, now);

    /// <summary>Writes a response; XML has no room for CDS and CDNSKEY.</summary>
    /// <param name="response">The response; XML needs both policies.</param>
    /// <param name="format">The format.</param>
    /// <param name="now">When it is written, for the last line of text.</param>
    public static byte[] Write(SignedResponse response, BundleFormat format, Timestamp now) =>
        format == BundleFormat.Xml
        ? KsrXmlWriter.Write(response)
        : KsrTextWriter.Write(response.Bundles, response.Domain, KsrTextWriter.Response, format, now);

    private static void DemandSize(ReadOnlySpan<byte> octets, string file)
    {
        if (octets.Length > MostOctets)
        {
            throw new BundleSyntaxException(CheckCodes.BundleFileLimit, new(file),
                $"the file is larger than {MostOctets >> 20} MiB");
        }
    }
}
