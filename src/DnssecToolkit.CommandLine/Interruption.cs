using System.Runtime.InteropServices;

namespace DnssecToolkit.CommandLine;

/// <summary>Turns the first SIGINT or SIGTERM into a cancellation; a second one ends the process at
/// once.</summary>
internal sealed class Interruption : IDisposable
{
    private const int SignalBase = 128;
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>The exit status that shells expect after the signal that came, or 0 where none
    /// came.</summary>
    internal int Status { get; private set; }

    /// <summary>Starts to listen; a run does, help and version are over before anybody could interrupt
    /// them.</summary>
    internal void Watch()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT,
            signal => Cancel(signal, SigInt)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM,
            signal => Cancel(signal, SigTerm)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Cancel(PosixSignalContext signal, int number)
    {
        signal.Cancel = Status == 0;
        Status = SignalBase + number;
        _source.Cancel();
    }
}
