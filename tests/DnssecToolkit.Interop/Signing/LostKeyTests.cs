using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Interop.Signing;

/// <summary>The gate does not let a version out whose keys resolvers with caches cannot follow.</summary>
public sealed class LostKeyTests : IDisposable
{
    private readonly SignedZone _zone = SignedZone.WithKeys(SignedZone.Everything, "example",
        "ECDSAP256SHA256");

    [ForeignToolFact("dnssec-keygen")]
    public void A_KSK_that_was_swapped_is_refused_until_the_operator_says_that_no_resolver_needs_the_old_one() =>
        Swap("257", "PREVIOUS-KSK-CHANGED", "-f", "KSK");

    [ForeignToolFact("dnssec-keygen")]
    public void A_ZSK_that_was_swapped_is_refused_until_the_operator_says_that_no_resolver_needs_the_old_one() =>
        Swap("256", "PREVIOUS-KEY-TOO-NEW");

    /// <inheritdoc/>
    public void Dispose() => _zone.Dispose();

    private void Swap(string flags, string code, params string[] options)
    {
        Sign().MustSucceed();
        string before = File.ReadAllText(_zone.Signed);
        foreach (string key in Directory.GetFiles(_zone.KeyDirectory, "*.key")
            .Where(key => File.ReadAllText(key).Contains($"DNSKEY {flags} ", StringComparison.Ordinal)))
        {
            File.Delete(key);
            File.Delete(Path.ChangeExtension(key, ".private"));
        }

        _zone.MakeKey("ECDSAP256SHA256", options);
        SignallRun refused = Sign();
        Assert.Equal(ExitStatus.Refused, refused.Status);
        Assert.Contains($"[{code}]", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--accept PREVIOUS-K", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_zone.Signed));

        Sign("--accept", "PREVIOUS-KSK-CHANGED", "--accept", "PREVIOUS-KEY-TOO-NEW", "--accept",
            "PREVIOUS-KEY-GONE").MustSucceed();
        Sign().MustSucceed();
    }

    private SignallRun Sign(params string[] options) => _zone.Sign(["--time", "20261115000000", .. options]);
}
