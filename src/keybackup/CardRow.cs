using DnssecToolkit.Backup;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>One card in the inventory.</summary>
/// <param name="Name">What it is for and its number, such as <c>backup 2</c>.</param>
/// <param name="State">What it says of itself.</param>
/// <param name="Keys">The keys that were put into it and have signed there.</param>
internal sealed record CardRow(string Name, SmartCardState State, IReadOnlyList<BackupKey> Keys);
