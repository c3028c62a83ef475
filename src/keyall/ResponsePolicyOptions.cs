using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>The options that say for how long the side of the KSKs signs.</summary>
internal sealed class ResponsePolicyOptions
{
    private const long UsualOffset = 3_600;

    private readonly Option<string?> _validity = BundleOptions.Length("--validity",
        "Of a request as text: how long signatures are valid [default: 14d]");
    private readonly Option<string?> _refresh = BundleOptions.Length("--refresh",
        "Of a request as text: how long before its end a signature is replaced [default: 5d]");
    private readonly Option<string?> _until =
        new("--until") { Description = "Of a request as text: until when signatures are made [default: its last header]", HelpName = "MOMENT" };
    private readonly Option<string?> _inceptionOffset = BundleOptions.Length("--inception-offset",
        "How long before its slot a signature begins [default: 0 in XML, 1h in text]");

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All => [_validity, _refresh, _until, _inceptionOffset];

    /// <summary>Gives the policy for a request's response.</summary>
    internal ResponsePolicy Of(ToolRun run, SigningRequest request, RolloverPolicy policy,
        BundleFormat format) =>
        Of(run, run.Options, request, policy, format);

    /// <summary>Gives the policy by the options of a command line that is typed elsewhere.</summary>
    internal ResponsePolicy Of(
        ToolRun run, ParseResult options, SigningRequest request, RolloverPolicy policy, BundleFormat format) => ResponsePolicy.Of(policy) with
        {
            InceptionOffset = BundleOptions.SecondsOf(options, _inceptionOffset)
                ?? (request.HasExpirations ? 0 : UsualOffset),
            ForParent = format != BundleFormat.Xml,
            Validity = BundleOptions.SecondsOf(options, _validity) ?? policy.SignatureValidity.Seconds,
            Refresh = BundleOptions.SecondsOf(options, _refresh) ?? policy.SignatureRefresh.Seconds,
            Until = options.GetValue(_until) is { } until
                ? run.MomentOf("--until", until, request.Bundles[^1].Inception) : null,
        };
}
