using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.ZoneFiles;

/// <summary>Holds our reader against BIND's.</summary>
public class NamedCompilezoneTests
{
    public static TheoryData<string, string> Zones
    {
        get
        {
            TheoryData<string, string> zones = [];
            foreach ((string file, string origin) in OddZones.All)
            {
                zones.Add(file, origin);
            }

            return zones;
        }
    }

    [ForeignToolTheory("named-compilezone")]
    [MemberData(nameof(Zones))]
    public void Read_GivesTheRecordsThatBindGives(string file, string origin)
    {
        ForeignRun bind = ForeignTool.RunIn(OddZones.Directory, "named-compilezone",
            "-i", "none", "-k", "ignore", "-n", "ignore", "-s", "full", "-o", "-", origin, file);
        Assert.True(bind.ExitCode == 0, bind.Output + bind.Error);
        string path = Path.Combine(OddZones.Directory, file);
        string[] expected = RecordLines.OfBind(bind.Output);
        Assert.Equal(expected, RecordLines.OfOurReader(path, origin, new ZoneFileOptions { Threads = 1 }));
    }
}
