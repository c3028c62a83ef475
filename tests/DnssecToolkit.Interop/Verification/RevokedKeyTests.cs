using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Verification;

/// <summary>A key that is revoked is another key to whoever holds its DS or its signatures.</summary>
/// <remarks>ldns-verify-zone is the judge.</remarks>
public sealed class RevokedKeyTests : IDisposable
{
    private const string Algorithm = "ECDSAP256SHA256";
    private const string Start = "20261114000000";
    private const string Next = "20261115000000";

    private readonly SignedZone _zone = SignedZone.WithKeys(SignedZone.Everything, "example");

    /// <inheritdoc/>
    public void Dispose() => _zone.Dispose();

    [ForeignToolTheory("dnssec-keygen", "dnssec-revoke", "dnssec-dsfromkey", "ldns-verify-zone")]
    [InlineData("KSK")]
    [InlineData("CSK")]
    public void A_revoked_key_is_missed_where_its_DS_may_be_cached(string role)
    {
        string old = _zone.MakeKey(Algorithm, "-f", "KSK");
        if (role == "KSK")
        {
            _zone.MakeKey(Algorithm);
        }

        string ds = WriteDs(old);
        Sign(Start).MustSucceed();
        string previous = _zone.Files.Write("previous", File.ReadAllText(_zone.Signed));
        Assert.True(IsSoundToLdns(previous, ds));

        _zone.MakeKey(Algorithm, "-f", "KSK");
        Revoke(old);
        SignallRun refused = Sign(Next);
        Assert.Equal(ExitStatus.Refused, refused.Status);
        Assert.Contains("PREVIOUS-K", refused.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(previous), File.ReadAllText(_zone.Signed));

        string[] codes = ["PREVIOUS-KSK-CHANGED", "PREVIOUS-KEY-GONE", "PREVIOUS-KEY-TOO-NEW"];
        Sign(Next, [.. codes.SelectMany(code => new[] { "--accept", code })]).MustSucceed();
        Assert.False(IsSoundToLdns(_zone.Signed, ds));
        VerifyzoneRun run = Verify(previous);
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("[PREVIOUS-KSK-CHANGED]", run.Output, StringComparison.Ordinal);
        Assert.Contains("it is revoked, as key 13/", run.Output, StringComparison.Ordinal);
        Assert.Equal(role == "CSK", run.Output.Contains("[PREVIOUS-KEY-GONE]", StringComparison.Ordinal));
    }

    [ForeignToolFact("dnssec-keygen", "dnssec-revoke", "dnssec-dsfromkey", "ldns-verify-zone")]
    public void A_KSK_may_be_revoked_beside_another_that_vouched_before_and_be_removed_then()
    {
        string old = _zone.MakeKey(Algorithm, "-f", "KSK");
        _zone.MakeKey(Algorithm);
        string ds = WriteDs(_zone.MakeKey(Algorithm, "-f", "KSK"));
        Sign(Start).MustSucceed();
        string previous = _zone.Files.Write("previous", File.ReadAllText(_zone.Signed));

        string revoked = Revoke(old);
        Sign(Next).MustSucceed();
        Assert.True(IsSoundToLdns(_zone.Signed, ds));
        VerifyzoneRun run = Verify(previous);
        Assert.Equal(ExitStatus.Done, run.Status);
        Assert.Contains("[PREVIOUS-KSK-WITHDRAWN]", run.Output, StringComparison.Ordinal);

        previous = _zone.Files.Write("revoked", File.ReadAllText(_zone.Signed));
        File.Delete(revoked + ".key");
        File.Delete(revoked + ".private");
        Sign("20261115010000").MustSucceed();
        run = Verify(previous);
        Assert.Equal(ExitStatus.Done, run.Status);
        Assert.DoesNotContain("[PREVIOUS-K", run.Output, StringComparison.Ordinal); // no DS led to the revoked one
    }

    private static bool IsSoundToLdns(string path, string ds) => ForeignTool.Run(
        "ldns-verify-zone", "-V", "1", "-t", "20261115120000", "-k", ds, path).Succeeded;

    private string WriteDs(string key) => _zone.Files.Write(
        "ds",
        ForeignTool.Run("dnssec-dsfromkey", "-a", "SHA-256", key + ".key").MustSucceed().Output);

    private string Revoke(string key)
    {
        string name = Path.GetFileName(key);
        string made = ForeignTool.Run("dnssec-revoke", "-r", "-K", _zone.KeyDirectory, name)
            .MustSucceed().Output;
        return Path.Combine(_zone.KeyDirectory, Path.GetFileName(made.Trim()));
    }

    private SignallRun Sign(string time, params string[] options) => _zone.Sign([.. options, "--time", time]);

    private VerifyzoneRun Verify(string previous) =>
        VerifyzoneRun.Run(_zone.Signed, "--origin", "example.", "--previous", previous, "--verbose");
}
