using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Tests.Scripts;

namespace DnssecToolkit.Interop.Foreign;

/// <summary>Where programs run that tests start.</summary>
public class ForeignToolTests
{
    [Fact]
    public void A_program_runs_in_a_directory_of_this_run_and_not_beside_the_programs_under_test()
    {
        Assert.NotEqual(Path.GetDirectoryName(SignallProcess.Executable), TestRun.Directory);
        Assert.Equal(TestRun.Directory + "\n", ForeignTool.Run("sh", "-c", "pwd -L").MustSucceed().Output);
    }
}
