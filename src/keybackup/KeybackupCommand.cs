using System.CommandLine;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Keybackup;

/// <summary>The command line of <c>keybackup</c>.</summary>
public static class KeybackupCommand
{
    /// <summary>Makes the command.</summary>
    public static RootCommand Create() =>
        new RootCommand("Copies what must not be lost into sealed sets, and proves that it comes back")
        {
            new CreateCommand().Create(),
            new ListCommand().Create(),
            new InspectCommand().Create(),
            new VerifyCommand().Create(),
            new RestoreCommand().Create(),
            new ProveCommand().Create(),
            new SendCommand().Create(),
            new ShareCommand().Create(),
            new AdoptCommand().Create(),
            new CardCommand().Create(),
            new CeremonyCommand().Create(),
            new StatusCommand().Create(),
        }
        .WithExample(
            "keybackup create --keys /var/lib/dnssec/keys --output /media/a/keys.sealed --output /media/b/keys.sealed --passphrase prompt",
            "Seal all keys of a directory onto two media, opened by a passphrase.");
}
