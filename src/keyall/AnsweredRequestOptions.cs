using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keyall;

/// <summary>The options that name the request which a response answers, or say why nobody can.</summary>
internal sealed class AnsweredRequestOptions
{
    private readonly Option<string?> _request = new("--request")
    {
        Description = "The request that it answers",
        HelpName = "FILE",
    };

    private readonly Option<bool> _without = new("--without-request")
    {
        Description = "Import it although the request is not at hand; needs --because",
    };

    private readonly ReasonOption _because = new("Why the request is not at hand: kept beside the response");

    /// <summary>The options of a command that imports.</summary>
    internal IEnumerable<Option> All => [_request, _without, _because.Option];

    /// <summary>The option of a command that only looks.</summary>
    internal Option<string?> Request => _request;

    /// <summary>Reads the request; null where none was named.</summary>
    internal BundleInput<SigningRequest>? Read(ToolRun run) =>
        run.Options.GetValue(_request) is { } path ? BundleFiles.Request(path) : null;

    /// <summary>Demands that the request is named, or its absence answered for.</summary>
    /// <returns>Why it is not at hand; null where it was named.</returns>
    /// <exception cref="UsageException">Neither is so, or both.</exception>
    internal string? Waiver(ToolRun run)
    {
        string? because = _because.Of(run);
        return (run.Options.GetValue(_request), run.Options.GetValue(_without), because) switch
        {
            ({ }, false, null) => null,
            (null, true, { }) => because,
            (null, true, null) => throw new UsageException(
                "--without-request needs a reason", "say why: --because \"…\""),
            (null, false, null) => throw new UsageException(
                "the request that the response answers is not named, so that its keys cannot be compared",
                "give --request FILE; or answer for its absence: --without-request --because \"…\""),
            _ => throw new UsageException(
                "--because is for --without-request, and that for a response without --request",
                "give either the request or the reason"),
        };
    }
}
