using System.Net.NetworkInformation;
using DnssecToolkit.Backup;
using DnssecToolkit.Keybackup;

namespace DnssecToolkit.Tests.Backup;

/// <summary>Where keys may go: never into what is weaker, or not known to be as strong.</summary>
public sealed class BackupStrengthTests
{
    [Theory]
    [InlineData("softhsm", "softhsm", false)]
    [InlineData("softhsm", "generic", false)]
    [InlineData("smartcard-hsm", "softhsm", true)]
    [InlineData("smartcard-hsm", "keyper", false)]
    [InlineData("keyper", "generic", true)]
    [InlineData("generic", "softhsm", true)]
    [InlineData("generic", "keyper", true)]
    [InlineData("generic", "generic", true)]
    public void A_device_that_is_not_known_is_the_strongest_origin_and_the_weakest_place(string origin,
        string place, bool isStronger)
    {
        Assert.Equal(isStronger, BackupStore.OfWrapped(origin).IsStrongerThan(place));
        Assert.Equal(isStronger, new BackupStore("store", origin).IsStrongerThan(place));
    }

    /// <summary>Linux gives tun, PPP and mobile modems no state but "unknown" while they carry
    /// packets.</summary>
    [Theory]
    [InlineData(NetworkInterfaceType.Ethernet, OperationalStatus.Up, true)]
    [InlineData(NetworkInterfaceType.Ethernet, OperationalStatus.Down, false)]
    [InlineData(NetworkInterfaceType.Ppp, OperationalStatus.Unknown, true)]
    [InlineData(NetworkInterfaceType.Unknown, OperationalStatus.Unknown, true)]
    [InlineData(NetworkInterfaceType.Wwanpp, OperationalStatus.Dormant, true)]
    [InlineData(NetworkInterfaceType.Loopback, OperationalStatus.Up, false)]
    public void An_interface_of_unknown_state_is_a_network(NetworkInterfaceType type, OperationalStatus state,
        bool isNetwork) =>
        Assert.Equal(isNetwork, OfflineHost.MayCarry(type, state));
}
