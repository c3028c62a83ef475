using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>Requests and responses that others made: ICANN's for the root zone, BIND's and Knot's with
/// throw-away keys.</summary>
public class PublishedFilesTests
{
    private const string Root = "ksr-skr/root/";
    private const string Known = "ksr-skr/known-answers/";
    private const string Text = "ksr-skr/text-format/";

    [CorpusTheory]
    [InlineData(Root + "ksr-root-2009-q4-2.xml", 6)]
    [InlineData(Root + "ksr-root-2017-q2-0.xml", 9)]
    [InlineData(Known + "ksr-root-2009-q4-2.xml", 6)]
    [InlineData(Known + "ksr-root-2010-q1-0.xml", 9)]
    [InlineData("ksr-skr/hostile/testing-softhsm/ksr.xml", 9)]
    public void A_published_request_is_read_and_every_key_proves_its_possession(string file, int bundles)
    {
        SigningRequest request = RequestOf(file);
        Assert.True(request.Domain.IsRoot);
        Assert.Equal(bundles, request.Bundles.Length);
        Assert.All(request.Bundles,
            bundle => Assert.All(bundle.Keys, key => Assert.Equal(key.ClaimedTag, key.Key.Tag)));
        Assert.All(request.Bundles, bundle => Assert.Equal(
            bundle.Keys.Select(key => key.Key).ToHashSet(),
            bundle.Signatures.Select(signature => bundle.VerifiedSignerOf(request.Domain, signature)!)
                .ToHashSet()));
    }

    [CorpusFact]
    public void A_request_with_two_signatures_swapped_proves_nothing()
    {
        SigningRequest request = RequestOf("ksr-skr/hostile/testing-softhsm/ksr.bad.xml");
        Assert.Contains(request.Bundles, bundle => bundle.Signatures.Any(
            signature => bundle.VerifiedSignerOf(request.Domain, signature) is null));
    }

    [CorpusTheory]
    [InlineData(Root + "skr-root-2017-q1-0.xml", 9, 19036)]
    [InlineData(Root + "skr-root-2017-q2-0.xml", 9, 19036)]
    [InlineData(Known + "skr-root-2009-q4-2.xml", 6, 5017)]
    [InlineData(Known + "skr-root-2010-q1-0.xml", 9, 5017)]
    public void A_published_response_is_read_and_every_signature_is_right(string file, int bundles, int tag)
    {
        SignedResponse response = ResponseOf(file);
        Assert.Equal(bundles, response.Bundles.Length);
        Assert.All(response.Bundles, bundle => Assert.All(bundle.Signatures, signature =>
            Assert.Equal(tag, bundle.VerifiedSignerOf(response.Domain, signature)!.Tag.Value)));
    }

    [CorpusTheory]
    [InlineData("bind-9.20.26/skr.txt", 37498)]
    [InlineData("bind-9.20.26/skr-from-knot-ksr.txt", 37498)]
    [InlineData("knot-3.2.6/knot-3.2.6.example.com.skr.txt", 61101)]
    public void A_response_as_text_is_read_and_every_signature_is_right(string file, int tag)
    {
        SignedResponse response = ResponseOf(Text + file);
        Assert.Equal("example.com.", response.Domain.ToString());
        Assert.True(response.Bundles.Length > 4);
        Assert.All(response.Bundles.SkipWhile(bundle => bundle.Signatures.IsEmpty), bundle =>
        {
            Assert.Equal(3, bundle.Signatures.Length);
            Assert.Equal([RRType.CDNSKEY, RRType.CDS], bundle.ForParent.Select(record => record.Type).Order()
                .Reverse());
            Assert.All(bundle.Signatures, signature =>
                Assert.Equal(tag, bundle.VerifiedSignerOf(response.Domain, signature)!.Tag.Value));
        });
    }

    [CorpusTheory]
    [InlineData("bind-9.20.26/ksr.txt", 5, "2026-11-20T23:28:48Z")]
    [InlineData("knot-3.2.6/knot-3.2.6.example.com.ksr.txt", 8, "2026-11-20T23:25:35Z")]
    public void A_request_as_text_is_read_whoever_wrote_its_times(string file, int bundles, string start)
    {
        SigningRequest request = RequestOf(Text + file);
        Assert.Equal(bundles, request.Bundles.Length);
        Assert.Equal(start, request.Bundles[0].Inception.ToString());
        Assert.False(request.HasExpirations);
        Assert.All(request.Bundles, bundle => Assert.All(bundle.Keys, key => Assert.False(key.Key.IsSep)));
    }

    [CorpusTheory]
    [InlineData(Root + "ksr-root-2017-q2-0.xml")]
    [InlineData(Known + "ksr-root-2010-q1-0.xml")]
    public void A_request_survives_being_written_and_read(string file)
    {
        SigningRequest request = RequestOf(file);
        byte[] written = BundleFile.Write(request, BundleFormat.Xml, new Timestamp(0));
        Same(request.Bundles, Read(written, BundleFile.ReadRequest).Bundles);
        Assert.Equal(request.Policy, Read(written, BundleFile.ReadRequest).Policy);
    }

    [CorpusTheory]
    [InlineData(Root + "skr-root-2017-q2-0.xml", BundleFormat.Xml)]
    [InlineData(Text + "bind-9.20.26/skr.txt", BundleFormat.Bind)]
    [InlineData(Text + "bind-9.20.26/skr.txt", BundleFormat.Knot)]
    [InlineData(Text + "knot-3.2.6/knot-3.2.6.example.com.skr.txt", BundleFormat.Bind)]
    public void A_response_survives_being_written_and_read(string file, BundleFormat format)
    {
        SignedResponse response = ResponseOf(file);
        Same(response.Bundles,
            Read(BundleFile.Write(response, format, new Timestamp(0)), BundleFile.ReadResponse).Bundles);
    }

    private static void Same(IEnumerable<KeyBundle> expected, IEnumerable<KeyBundle> actual)
    {
        foreach ((KeyBundle before, KeyBundle after) in expected.Zip(actual,
            (before, after) => (before, after)))
        {
            Assert.Equal((before.Id, before.Inception, before.Expiration),
                (after.Id, after.Inception, after.Expiration));
            Assert.Equal(before.Keys.ToHashSet(), after.Keys.ToHashSet());
            Assert.Equal(before.Signatures.ToHashSet(), after.Signatures.ToHashSet());
            Assert.Equal(before.ForParent.ToHashSet(), after.ForParent.ToHashSet());
        }

        Assert.Equal(expected.Count(), actual.Count());
    }

    private delegate T? Reader<T>(ReadOnlySpan<byte> octets, string file, FindingList findings);

    private static SigningRequest RequestOf(string file) =>
        Read(File.ReadAllBytes(Corpus.PathOf(file)), BundleFile.ReadRequest);

    private static SignedResponse ResponseOf(string file) =>
        Read(File.ReadAllBytes(Corpus.PathOf(file)), BundleFile.ReadResponse);

    private static T Read<T>(byte[] octets, Reader<T> reader)
        where T : class
    {
        FindingList findings = new();
        T? read = reader(octets, "file", findings);
        Assert.Empty(findings.Kept.Select(finding => finding.ToString()));
        return read!;
    }
}
