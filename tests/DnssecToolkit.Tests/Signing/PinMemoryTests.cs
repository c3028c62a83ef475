using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Tests.Signing;

/// <summary>The list of wrong PINs, where it cannot be kept.</summary>
public class PinMemoryTests
{
    /// <summary>A directory in the lock's place: what cannot be written even by root.</summary>
    [Fact]
    public void A_state_directory_that_cannot_be_written_is_not_called_another_run()
    {
        DirectoryInfo state = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(state.FullName, WrongPinFile.Name + ".lock"));
            KeyUnavailableException refused = Assert.Throws<KeyUnavailableException>(
                () => new PinMemory(state.FullName).Forget((_, _) => true));
            Assert.Contains(".lock cannot be written: ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("another run", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }
}
