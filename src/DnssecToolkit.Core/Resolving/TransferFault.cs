namespace DnssecToolkit.Resolving;

/// <summary>Ends a transfer: why, as a lower-case clause. It does not leave this room.</summary>
internal sealed class TransferFault(string message) : Exception(message);
