using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>Holds a move against the responses that were imported: they are signed already.</summary>
internal sealed class RollResponses
{
    private readonly ResponseOptions _responses = new("a move that they contradict is refused");

    private readonly Option<bool> _replaced = new("--new-response")
    {
        Description =
            "Go on although the imported responses contradict it: a request from the move's beginning on is to be signed, "
            + "and to take their place",
    };

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All => [_responses.Directory, _replaced];

    /// <summary>What was signed ahead in a zone; null where no responses are known.</summary>
    internal BundlesAhead? Of(ToolRun run, KeySchedule schedule, RolloverPolicyOptions policy) =>
        _responses.Read(run, schedule.Zone, policy) is { } imported ? new(imported, run.Now) : null;

    /// <summary>Refuses a move that the responses contradict, unless the operator is about to replace
    /// them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="ahead">What was signed.</param>
    /// <param name="schedule">The zone.</param>
    /// <param name="proposal">What the move changes.</param>
    /// <param name="find">Gives the earliest moment at which what is asked for fits and is safe, trying some
    /// more moments.</param>
    /// <exception cref="RefusedException">They contradict it.</exception>
    internal void Demand(
        ToolRun run, BundlesAhead ahead, KeySchedule schedule, KeyIndexProposal proposal,
        Func<IReadOnlyCollection<Timestamp>, Timestamp?> find)
    {
        IReadOnlyList<AnsweredKey> answers = ahead.AnswersTo(proposal, schedule.Policy);
        if (answers.Count == 0)
        {
            return;
        }

        if (run.Options.GetValue(_replaced))
        {
            run.Console.Warn($"{schedule.Zone}: {answers[0].Message}");
            run.Console.Hint(
                "make the request for the time from then on now, have it signed and import it: keyall request make --from MOMENT");
            return;
        }

        Timestamp own = answers.Max(answer => answer.Earliest);
        string earliest = find([ahead.End, .. answers.Select(answer => answer.Earliest)]) is { } safe
            ? $"the earliest safe moment is {safe}: --at {safe.ToCompactString()}"
            : $"the earliest moment for it is {own}";
        throw new RefusedException(CheckCodes.MoveAnswered, $"{schedule.Zone}: {answers[0].Message}",
            $"{earliest}; or say --new-response, and have a request signed that takes the place of the imported responses");
    }
}
