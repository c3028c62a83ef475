using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Tests.Schedule;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>What is refused of a change to several zones.</summary>
public class ZoneOutlookTests
{
    private const string Ksk =
        "KSK 008 00001 20250101000000 20250101000000 20290101000000 20290101000000 ds-seen=20250101120000\n";
    private const string Zsk = "ZSK 008 00002 20250101000000 20250101000000 20290101000000 20290101000000\n";

    // The second ZSK signs before resolvers know it.
    private const string Rash = "ZSK 008 00002 20250101000000 20250101000000 20270301000000 20270301000000\n"
        + "b. ZSK 008 00003 20270301000000 20270301000000 20290101000000 20290101000000\n";

    [Fact]
    public void A_zone_of_which_only_one_side_is_known_does_not_let_another_one_break()
    {
        KeyIndex before = Read($"a. {Ksk}b. {Ksk}b. {Zsk}");
        KeyIndex after = Read($"a. {Ksk}b. {Ksk}b. {Rash}");
        ZoneProposal half = Proposal("a.") with { IsHalfKnown = true };
        Assert.Equal(0, Demand(before, after, half).Status);
        Assert.Equal(0, Demand(before, before, half, Proposal("b.")).Status);
        ToolTrial refused = Demand(before, after, half, Proposal("b."));
        Assert.Equal(1, refused.Status);
        Assert.Contains("[REHEARSAL-BREAKS] b.: from 2027-03-01T00:00:00Z", refused.Error,
            StringComparison.Ordinal);
    }

    private static ZoneProposal Proposal(string zone) =>
        new(DomainName.Parse(zone), KeyIndexProposal.Nothing);

    private static KeyIndex Read(string rows) =>
        KeyIndexTests.Read(System.Text.Encoding.UTF8.GetBytes("dn type alg tag publish start end remove\n"
            + rows));

    private static ToolTrial Demand(KeyIndex before, KeyIndex after, params ZoneProposal[] zones) => ToolTrial.Run(new RootCommand
    {
        new Command("demand").Does(run =>
        {
            foreach (ZoneProposal zone in zones)
            {
                ZoneOutlook.Of(zone, before, after, _ => RolloverPolicy.Default, run.Now)
                    .Demand(run, BreakPolicy.Refuse);
            }

            return ExitStatus.Done;
        }),
    }, "demand");
}
