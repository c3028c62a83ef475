using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Tests.Bundles;

/// <summary>Hostile files as large as any may be: the work grows with their length. It is counted by what is
/// allocated, and by hash codes, not by time.</summary>
public class BoundedWorkTests
{
    private const int KeysInABundle = 100;
    private const int Few = BundleFile.MostBundles / 16;

    [Fact]
    public void Work_on_a_request_grows_with_its_length()
    {
        long few = WorkOn(() => Judge(Read(Few)));
        long most = WorkOn(() => Judge(Read(BundleFile.MostBundles)));
        Assert.InRange(most, few, 18 * few);
    }

    [Fact]
    public void Work_on_a_response_grows_with_its_length()
    {
        long few = WorkOn(() => JudgeResponse(Few));
        long most = WorkOn(() => JudgeResponse(BundleFile.MostBundles));
        Assert.InRange(most, few, 18 * few);
    }

    /// <summary>A set of them would be a list, and the work on it the square of its length.</summary>
    [Fact]
    public void Keys_of_one_tag_and_exponents_of_one_sum_have_hash_codes_of_their_own()
    {
        ZoneKey[] keys = [.. Read(Few).Bundles.SelectMany(bundle => bundle.Keys).Select(key => key.Key)];
        Assert.Single(keys.Select(key => key.Tag).Distinct());
        int least = keys.Length / 100 * 99;
        Assert.InRange(keys.Select(key => key.GetHashCode()).Distinct().Count(), least, keys.Length);
        Assert.InRange(keys.Select(key => AlgorithmParameters.Of(key).GetHashCode()).Distinct().Count(), least,
            keys.Length);
    }

    [Fact]
    public void A_finding_names_a_handful_of_what_a_request_claims()
    {
        FindingList findings = Judge(Read(Few));
        Finding claim = findings.Kept.First(finding => finding.Code == CheckCodes.KsrPolicyAlg6);
        Assert.EndsWith($" and {(Few * KeysInABundle) - 8} more", claim.Message, StringComparison.Ordinal);
        Assert.All(findings.Kept, finding => Assert.InRange(finding.Message.Length, 1, 1_000));
    }

    [Theory]
    [InlineData("<PublicKey>[^<]*", "<PublicKey>", 4_097)]
    [InlineData("keyIdentifier=\"[^\"]*", "keyIdentifier=\"", 1_023)]
    [InlineData("<Request>", "<Request ", 1_023)]
    public void A_key_a_name_or_an_attribute_that_is_too_long_is_refused(string part, string before, int octets)
    {
        using SoftwareKey key = SampleBundles.Key();
        string xml = System.Text.Encoding.UTF8.GetString(BundleFile.Write(
            SampleBundles.Request(SampleBundles.Bundle(0, key)), BundleFormat.Xml, SampleBundles.Start));
        string tail = part == "<Request>" ? "=\"\">" : "";
        string altered = new Regex(part).Replace(
            xml, before + Convert.ToBase64String(new byte[octets]).Replace('+', 'A').Replace('/', 'A')
                .Replace("=", tail.Length > 0 ? "" : "=", StringComparison.Ordinal) + tail, 1);
        FindingList findings = new();
        Assert.Null(BundleFile.ReadRequest(System.Text.Encoding.UTF8.GetBytes(altered), "ksr", findings));
        Assert.Equal(CheckCodes.BundleFileLimit, Assert.Single(findings.Kept).Code);
    }

    [Fact]
    public void A_key_in_text_that_is_too_long_is_refused()
    {
        string text = ";; KeySigningRequest 1.0 20261121000000\n"
            + $". DNSKEY 256 3 8 {Convert.ToBase64String(new byte[4_097])}\n;; KeySigningRequest 1.0 generated\n";
        FindingList findings = new();
        Assert.Null(BundleFile.ReadRequest(System.Text.Encoding.UTF8.GetBytes(text), "ksr", findings));
        Assert.Equal(CheckCodes.BundleFileLimit, Assert.Single(findings.Kept).Code);
    }

    private static SigningRequest Read(int bundles)
    {
        byte[] text = Text("KeySigningRequest", bundles);
        Assert.InRange(text.Length, bundles * (BundleFile.MostOctets / BundleFile.MostBundles) / 10 * 9,
            BundleFile.MostOctets);
        SigningRequest request = BundleFile.ReadRequest(text, "ksr", new())!;
        Assert.Equal(bundles * KeysInABundle, request.Bundles.Sum(bundle => bundle.Keys.Length));
        return SlotExpansion.Expand(request, new ResponsePolicy(), []);
    }

    private static FindingList Judge(SigningRequest request)
    {
        FindingList findings = new();
        RequestControls.Check(request, null, [], RequestLimits.Of(DomainName.Root, RolloverPolicy.Default),
            SampleBundles.Start, findings);
        return findings;
    }

    private static FindingList JudgeResponse(int bundles)
    {
        FindingList findings = new();
        SignedResponse response = BundleFile.ReadResponse(Text("SignedKeyResponse", bundles), "skr", findings)!;
        ResponseControls.Check(response, Read(bundles), response, [], findings);
        return findings;
    }

    private static long WorkOn(Func<FindingList> judge)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(judge().HasFaults);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Malformed RSA keys, each different, of one tag: what is added to one octet is taken from another.
    private static byte[] Text(string kind, int bundles)
    {
        StringBuilder text = new();
        int flags = kind == "KeySigningRequest" ? 256 : 257;
        Span<byte> key = [8, 0, 0, 0, 0, 0, 0, 0, 0, 5];
        for (uint number = 1; number <= bundles * KeysInABundle; number++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(key[1..], number);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(key[5..], ~number);
            if (number % KeysInABundle == 1)
            {
                string start = (SampleBundles.Start + (number / KeysInABundle * SampleBundles.Day)).ToCompactString();
                text.Append(CultureInfo.InvariantCulture, $";; {kind} 1.0 {start}\n");
                text.Append(flags == 256 ? "" : ". RRSIG DNSKEY 8 0 1 20380101000000 20260101000000 1 . AAAA\n");
            }

            text.Append(CultureInfo.InvariantCulture, $". 1 IN DNSKEY {flags} 3 8 {Convert.ToBase64String(key)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $";; {kind} 1.0 generated\n");
        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }
}
