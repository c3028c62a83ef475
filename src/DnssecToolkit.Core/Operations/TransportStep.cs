namespace DnssecToolkit.Operations;

/// <summary>A command of a transport.</summary>
/// <param name="Words">Its words.</param>
/// <param name="Input">What it reads on standard input.</param>
public sealed record TransportStep(IReadOnlyList<string> Words, string Input = "")
{
    /// <summary>Runs it.</summary>
    /// <param name="file">What <c>{file}</c> stands for.</param>
    /// <param name="place">What <c>{to}</c> stands for.</param>
    /// <param name="timeout">How long it may take, in seconds.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>What went wrong, as a clause, or null.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    internal string? Run(string file, string place, long timeout, CancellationToken stop) =>
        RunForStatus(file, place, timeout, stop).Fault;

    /// <summary>Runs it, as <see cref="Run"/> does.</summary>
    /// <returns>Its status, or null where it has none, and what went wrong.</returns>
    internal (int? Status, string? Fault) RunForStatus(
        string file, string place, long timeout, CancellationToken stop) => ExternalCommand.RunForStatus(
        ExternalCommand.Fill(Words, ("file", file), ("to", place)),
        ExternalCommand.Fill([Input], ("file", file))[0],
            timeout, stop);
}
