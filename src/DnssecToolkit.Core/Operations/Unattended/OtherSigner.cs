using DnssecToolkit.Configuration;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Sees by what is served whether another signer is active: it then has a version that this one did
/// not make.</summary>
internal static class OtherSigner
{
    private static readonly QueryPolicy Queries = new() { Timeout = TimeSpan.FromSeconds(1), Tries = 2 };

    /// <summary>Asks the zone's servers.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="state">What is remembered of it: versions that were put back, and what was served when
    /// this signer was promoted.</param>
    /// <param name="run">The run; it remembers servers that said nothing, so that each costs its wait
    /// once.</param>
    /// <returns>What gives another signer away, as a clause; null where nothing does, or nobody
    /// answers.</returns>
    /// <exception cref="OperationCanceledException">The run is to end.</exception>
    internal static string? Find(ZoneConfiguration zone, ZoneState state, RunContext run)
    {
        if (zone.Server is not { Ask.Count: > 0 } server)
        {
            return null;
        }

        SignedHead? ours = SignedHead.Read(zone.Output, zone.Name);
        string?[] signs = Task.WhenAll(server.Ask.Select(address => LookAsync(address, zone, ours, state,
            run))).GetAwaiter().GetResult();
        return signs.FirstOrDefault(sign => sign is not null);
    }

    private static async Task<string?> LookAsync(
        ServerAddress address, ZoneConfiguration zone, SignedHead? ours, ZoneState state, RunContext run)
    {
        if (run.WasMute(address))
        {
            return null;
        }

        (ServedVersion? served, string? failure) = await ServedVersion.AskAsync(address, zone.Name, Queries,
            run.Stop);
        if (failure?.StartsWith(ServedVersion.Silence, StringComparison.Ordinal) ?? false)
        {
            run.NoteMute(address);
        }

        if (ours is null)
        {
            return served is null || served.Signatures.Count == 0 || state.Serial is not null ? null
                : $"{address} serves it signed, under serial {served.Serial}";
        }

        if (served is null || ours.Serial.IsGreaterThan(served.Serial))
        {
            return null; // silent, or still with an earlier version
        }

        bool isPredecessor = state.PromotedAbove is { } other && !served.Serial.IsGreaterThan(other);
        if (isPredecessor || served.Signatures.Any(state.HasWithdrawn))
        {
            return null; // what the other left, and this one has not replaced yet; or a version of ours, loaded after it was put back
        }

        if (served.Serial != ours.Serial)
        {
            return $"{address} serves serial {served.Serial} of {zone.Name}, and the last made here is {ours.Serial}";
        }

        bool isOurs = served.Signatures.Any(signature => ours.Signatures.Any(own => own.AsSpan()
            .SequenceEqual(signature)));
        return isOurs ? null
            : $"{address} serves serial {served.Serial} of {zone.Name} with a signature that was not made here";
    }
}
