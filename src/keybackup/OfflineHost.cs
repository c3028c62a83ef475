using System.CommandLine;
using System.Net.NetworkInformation;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>What an operator says of the host, and what the host says.</summary>
internal static class OfflineHost
{
    internal static Option<bool> Option(string description) =>
        new("--offline-host") { Description = description };

    /// <summary>What is said is also looked at: a cable is soon forgotten.</summary>
    /// <exception cref="UsageException">The host has a network after all.</exception>
    internal static ProofHost Of(ToolRun run, Option<bool> option)
    {
        if (!run.Options.GetValue(option))
        {
            return ProofHost.Ordinary;
        }

        string[] up = [.. NetworkInterface.GetAllNetworkInterfaces()
            .Where(face => MayCarry(face.NetworkInterfaceType, face.OperationalStatus))
            .Select(face => face.Name)];
        if (up.Length > 0)
        {
            throw new UsageException($"--offline-host: this host has a network on {string.Join(", ", up)}",
                "take its cable out, and its radio");
        }

        run.Console.Warn(
            "this host has no network, and so KSKs may come into something weaker than where they came from: destroy it afterwards");
        return ProofHost.Offline;
    }

    /// <summary>Whether an interface may carry packets: tunnels, PPP and mobile modems are of unknown state
    /// while they do.</summary>
    internal static bool MayCarry(NetworkInterfaceType type, OperationalStatus state) =>
        type != NetworkInterfaceType.Loopback
            && state is not (OperationalStatus.Down or OperationalStatus.NotPresent);
}
