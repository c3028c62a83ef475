using System.Text.Json;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>One entry of a plan: what happens to a key, or what a ceremony needs.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Event">What happens, in a word.</param>
/// <param name="Calendar">When, why, and what is to be done by when.</param>
internal sealed record PlanEntry(DomainName Zone, string Event, CalendarEntry Calendar)
{
    /// <summary>The key that it happens to, or null.</summary>
    private KeyIndexEntry? Key { get; init; }

    /// <summary>Gives the entry of an event.</summary>
    internal static PlanEntry Of(ScheduleEvent happening) =>
        new(happening.Key.Zone, happening.Kind.ToString(),
            CalendarEntry.Of(happening))
        { Key = happening.Key };

    /// <summary>Gives the entries of a ceremony: its request, itself, and the import of its
    /// response.</summary>
    internal static IEnumerable<PlanEntry> Of(DomainName zone, ComingCeremony ceremony)
    {
        string name = zone.IsRoot ? "root" : zone.ToString();
        string time = $"for the time from {ceremony.Slots.Start} on";
        return
        [
            Step("Request", ceremony.RequestBy, $"make the request {time}"),
            Step("Ceremony", ceremony.CeremonyBy, $"hold the ceremony {time}"),
            Step("Import", ceremony.ImportBy, $"import the response {time}"),
        ];

        PlanEntry Step(string step, Timestamp by, string duty)
        {
            CalendarEntry entry = new(
                $"{step}-{ceremony.Slots.Start.ToCompactString()}-{name}", by,
                $"{name} responses: {step}", $"the bundles before last until {ceremony.Covered}")
            {
                Duty = duty,
                By = by,
            };
            return new PlanEntry(zone, step, entry);
        }
    }

    /// <summary>Gives a line for people, without the zone.</summary>
    internal string Line()
    {
        string subject = Key is null ? "responses" : $"{Key.Role} {Key.Name}";
        string line = $"{Calendar.Moment}  {subject}  {Event,-7}  {Calendar.Reason}";
        return Calendar.Duty is null
            ? line : $"{line}; {(Calendar.By is { } by ? $"by {by}" : "then")}: {Calendar.Duty}";
    }

    /// <summary>Writes it for programs.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("moment", Calendar.Moment.ToString());
        json.WriteString("zone", Zone.ToString());
        json.WriteString("role", Key?.Role.ToString());
        if (Key is not null)
        {
            json.WriteNumber("algorithm", (int)Key.Algorithm);
            json.WriteNumber("tag", Key.Tag);
            json.WriteBoolean("toBeMade", Key.IsToBeMade);
        }

        json.WriteString("event", Event);
        json.WriteString("reason", Calendar.Reason);
        json.WriteString("duty", Calendar.Duty);
        json.WriteString("by", Calendar.By?.ToString());
    }
}
