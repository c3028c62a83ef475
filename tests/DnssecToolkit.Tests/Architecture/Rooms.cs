namespace DnssecToolkit.Tests.Architecture;

/// <summary>The rooms of the core with their numbers: a room uses only rooms with a smaller number, or its
/// own parent.</summary>
/// <remarks>The same table stands in docs/architecture.md.</remarks>
internal static class Rooms
{
    internal static readonly IReadOnlyDictionary<string, int> Numbers = new Dictionary<string, int>
    {
        ["Diagnostics"] = 1,
        ["Encoding"] = 1,
        ["Files"] = 1,
        ["Time"] = 1,
        ["Names"] = 2,
        ["Records"] = 3,
        ["ZoneFiles"] = 4,
        ["Canonical"] = 4,
        ["Cryptography"] = 5,
        ["Zones"] = 5,
        ["Keys"] = 6,
        ["Schedule"] = 7,
        ["Denial"] = 8,
        ["Bundles"] = 8,
        ["Planning"] = 9,
        ["Signing"] = 10,
        ["Verification"] = 10,
        ["Resolving"] = 10,
        ["Backup"] = 11,
        ["Configuration"] = 11,
        ["Operations"] = 12,
        ["Reporting"] = 13,
    };

    private const string Prefix = "DnssecToolkit.";

    /// <summary>Gives the room of a namespace of the core, or null where it is none of ours.</summary>
    internal static string? Of(string @namespace) =>
        @namespace.StartsWith(Prefix, StringComparison.Ordinal)
            ? @namespace[Prefix.Length..].Split('.')[0] : null;

    /// <summary>Whether code in one namespace may use another.</summary>
    /// <remarks>The same room's parts reach up to their parents only, and down to a part named Interop, the
    /// parent's own binding.</remarks>
    internal static bool MayUse(string user, string used)
    {
        string userRoom = Of(user)!;
        string usedRoom = Of(used)!;
        return userRoom == usedRoom
            ? used == user + ".Interop" || (user + ".").StartsWith(used + ".", StringComparison.Ordinal)
            : Numbers[usedRoom] < Numbers[userRoom];
    }
}
