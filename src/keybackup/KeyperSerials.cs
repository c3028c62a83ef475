using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary>The serial numbers of two Keypers as people read them; empty where nobody was asked.</summary>
/// <param name="First">Of that whose keys are copied.</param>
/// <param name="Second">Of that which takes them.</param>
internal sealed record KeyperSerials(string First, string Second)
{
    private const string Kind = "keyper";
    private const int LeastCharacters = 4; // fewer could be in any number

    /// <summary>Demands that a device is the second Keyper: a proof on the first would prove
    /// nothing.</summary>
    /// <param name="device">The device, logged in: before that it shows no serial number.</param>
    /// <exception cref="KeyUnavailableException">It is no Keyper, or not that one.</exception>
    internal void DemandSecond(TokenConnection device)
    {
        if (new BackupStore(Kind, Kind).IsStrongerThan(device.Profile.Name))
        {
            throw new KeyUnavailableException($"{device.Token}: it is a {device.Profile.Name}, and no Keyper",
                "name the second Keyper with --device, or say what the device is with --token-profile");
        }

        string shown = ShownBy(device);
        if (IsSame(shown, First))
        {
            throw new KeyUnavailableException(
                $"{device.Token}: it has the serial number {shown}, and is the first Keyper",
                "let the module's file `machine` name the second one");
        }

        if (shown.Length > 0 && Second.Length > 0 && !IsSame(shown, Second))
        {
            throw new KeyUnavailableException(
                $"{device.Token}: it has the serial number {shown}, and the second Keyper {Second}",
                "see which device the module's file `machine` names");
        }
    }

    /// <summary>The serial number that a device shows; empty where it has only words in its place.</summary>
    internal static string ShownBy(TokenConnection device) =>
        device.AskSerial() is { } serial && serial.Any(char.IsAsciiDigit) ? serial : "";

    // A label may have words and dashes that the module does not show.
    private static bool IsSame(string shown, string read)
    {
        (string one, string other) = (Bare(shown), Bare(read));
        return one.Length >= LeastCharacters && other.Length >= LeastCharacters
            && (one.EndsWith(other, StringComparison.Ordinal)
                || other.EndsWith(one, StringComparison.Ordinal));
    }

    private static string Bare(string text) =>
        new([.. text.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
}
