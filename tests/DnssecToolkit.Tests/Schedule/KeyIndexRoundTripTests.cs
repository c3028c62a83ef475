using System.Text;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using FsCheck;
using FsCheck.Fluent;
using Interval = DnssecToolkit.Time.Interval;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>What is read is written as it was, whatever it is.</summary>
public class KeyIndexRoundTripTests
{
    private const int Rounds = 3000;

    private static readonly string[] Pieces =
    [
        " ", "\t", "\n", "\r\n", "\r", "#", ";", "\"", "=", "note=", "note=\"", "revoke=19760101000000", " x-a=b", "root", "\\", "..", "\0",
        "\u00ff", "\u001b[31m", "99999999999999", "19760101000000",
        "dn type alg tag publish start end remove\n", "CSK", "-", "256",
        " successor=none", " successor=", " successor=00001", " presign=19750101000000",
        " postsign=20290101000000", " ds-ask=19760101000000",
        " signer=other", " shares=cr.", " shares=root",
    ];

    [Fact]
    public void Write_GivesAnyOctetsBack() => Prop.ForAll<byte[]>(octets =>
        KeyIndex.Read(octets, null, new FindingList()).ToOctets().SequenceEqual(octets))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Write_GivesMutatedKeyindexesBackAndNothingThrows()
    {
        string original = System.Text.Encoding.Latin1.GetString(KeyIndexTests.Sample)
            + "go.cr. ZSK 013 00002 20260101000000 20260101000000 20280101000000 20280101000000 presign=20260101000000 postsign=20290101000000 successor=none shares=cr.\n"
            + "go.cr. KSK 013 00003 20260101000000 20280101000000 20280101000000 20280101000000 ds-ask=20260101000000 signer=\"the other\"\n"
            + "cr. CSK 013 00001 20260101000000 20260101000000 20280101000000 20280101000000 key=file:a note=\"a b\" ; c\n";
        for (int seed = 0; seed < Rounds; seed++)
        {
            string text = Mutate(original, seed);
            byte[] octets = System.Text.Encoding.Latin1.GetBytes(text);
            FindingList findings = new();
            KeyIndex index = KeyIndex.Read(octets, "keyindex", findings);
            Assert.True(octets.AsSpan().SequenceEqual(index.ToOctets()), $"seed {seed}");
            Assert.All(findings.Kept, finding => Assert.DoesNotContain(finding.ToString(), char.IsControl));
            Compute(index, isDeep: seed % 50 == 0);
            Assert.True(findings.HasFaults
                || index.Entries.All(entry => Survives(index, entry)), $"seed {seed}");
        }
    }

    [Fact]
    public void Replace_AndBackIsIdentity() =>
        Prop.ForAll<PositiveInt, NonEmptyString, bool>((seconds, note, quoted) =>
    {
        string safe = string.Concat(note.Get.EnumerateRunes()
            .Where(rune => !Rune.IsControl(rune) && rune.Value is not '"' && rune != Rune.ReplacementChar));
        KeyIndex index =
            KeyIndexTests.Read($"{KeyIndex.Header}\n {KeyIndexTests.Row}\tx-a={(quoted ? "\"q q\"" : "q")} # end\n");
        KeyIndexEntry entry = index.Entries[0];
        KeyIndexEntry changed = entry with
        {
            Start = entry.Start + (seconds.Get % 1000),
            Presign = entry.Publish - seconds.Get,
            Note = safe.Length == 0 ? null : safe,
        };
        KeyIndex replaced = index.Replace(entry, changed);
        return KeyIndexTests.Read(replaced.ToOctets()).Entries.Single() == changed
            && replaced.Replace(changed, entry).ToOctets().AsSpan().SequenceEqual(index.ToOctets());
    }).QuickCheckThrowOnFailure();

    // Whatever a row says, its schedule can be computed and drawn.
    private static void Compute(KeyIndex index, bool isDeep)
    {
        SharedKeys.Follow(index);
        foreach (KeySchedule schedule in index.Zones.Select(zone => new KeySchedule(index, zone, RolloverPolicy.TopLevel)))
        {
            Timestamp now = schedule.Keys[0].Start;
            schedule.OpenDuties(now);
            Assert.All(schedule.Keys, key => KeyEndOfLife.Of(schedule, key));
            if (isDeep)
            {
                Timestamp present = KeyIndexTests.At("20260601000000");
                ScheduleComparison.Of(schedule, schedule.Own, present, present + new Period(6, 0));
                Rehearsal.Of(schedule, present, new Interval(present, present + new Period(12, 0)));
            }

            IReadOnlyList<ScheduleEvent> events = schedule.Events(new Timestamp(long.MinValue),
                new Timestamp(long.MaxValue));
            ScheduleCalendar.Write(events.Select(CalendarEntry.Of), now);
            ScheduleChecks.Check(schedule, new FindingList());
            new ScheduleTimeline(schedule, now).Lines();
            System.Xml.Linq.XDocument.Parse(ScheduleDrawing.Svg(schedule, now, now - 1_000_000, now
                + 1_000_000));
        }
    }

    // A row that was read can be written anew and read again.
    private static bool Survives(KeyIndex index, KeyIndexEntry entry)
    {
        FindingList findings = new();
        KeyIndex again = KeyIndex.Read(KeyIndex.Empty.Add(entry).ToOctets(), entry.Location.File, findings);
        return !findings.HasFaults && again.Entries.Single() with { Location = entry.Location } == entry
            && index.Entries.Contains(entry);
    }

    private static string Mutate(string original, int seed)
    {
        ulong state = unchecked(((ulong)seed * 0x9E37_79B9_7F4A_7C15) + 1);
        StringBuilder text = new(original);
        for (int i = Next(6); i >= 0; i--)
        {
            int place = Next(text.Length);
            switch (Next(4))
            {
                case 0:
                    text.Remove(place, Math.Min(Next(20), text.Length - place));
                    break;
                case 1:
                    text.Insert(place, Pieces[Next(Pieces.Length)]);
                    break;
                case 2:
                    text[place] = (char)Next(256);
                    break;
                default:
                    text.Insert(place, text.ToString(place, Math.Min(Next(90), text.Length - place)));
                    break;
            }
        }

        return text.ToString();

        int Next(int bound)
        {
            state ^= unchecked(state << 13);
            state ^= state >> 7;
            state ^= unchecked(state << 17);
            return (int)((state >> 11) % (uint)bound);
        }
    }
}
