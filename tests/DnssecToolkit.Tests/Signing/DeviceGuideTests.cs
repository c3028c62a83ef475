using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Tests.Architecture;

namespace DnssecToolkit.Tests.Signing;

/// <summary>The guide has a page for each device that has a profile, and each page answers the same
/// questions.</summary>
public class DeviceGuideTests
{
    private static readonly string[] Getting = ["## Buy", "## Get it", "## Install"];

    public static TheoryData<string> Profiles => [.. DeviceProfiles.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_device_has_a_page_that_leads_from_buying_it_to_what_goes_wrong(string profile)
    {
        string[] headings =
            [.. File.ReadAllLines(Path.Combine(CoreSources.RepositoryRoot, "docs", "guide", profile + ".md"))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))];
        Assert.Contains(headings[0], Getting);
        string[] rest = ["## Initialise", "## Test", "## Use", "## Back up", "## What goes wrong"];
        Assert.Equal(rest, headings.Intersect(rest)); // in this order
    }
}
