using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>The terminal of standard input with its echo off, until it is disposed; the kernel edits the line
/// meanwhile.</summary>
internal sealed partial class QuietTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int SettingsLength = 128;   // struct termios has 60 octets on Linux
    private const int LocalFlags = 12;        // c_lflag, after c_iflag, c_oflag and c_cflag
    private const uint Echo = 0x8;            // ECHO
    private const int Flush = 2;              // TCSAFLUSH: what was typed before the question is no answer
    private const short Readable = 1;         // POLLIN
    private const int LookAroundMilliseconds = 100;

    private readonly byte[] _before = new byte[SettingsLength];
    private readonly bool _isTerminal;
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _isInterrupted;

    private QuietTerminal() => _isTerminal = tcgetattr(StandardInput, _before) == 0;

    /// <summary>Turns the echo off.</summary>
    public static QuietTerminal Open()
    {
        QuietTerminal terminal = new();
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            terminal._signals.Add(PosixSignalRegistration.Create(signal, terminal.Interrupt));
        }

        if (terminal._isTerminal)
        {
            byte[] quiet = [.. terminal._before];
            uint flags = BinaryPrimitives.ReadUInt32LittleEndian(quiet.AsSpan(LocalFlags));
            BinaryPrimitives.WriteUInt32LittleEndian(quiet.AsSpan(LocalFlags), flags & ~Echo);
            _ = tcsetattr(StandardInput, Flush, quiet);
        }

        return terminal;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">Takes its octets.</param>
    /// <returns>Its length without the line break; -1 where there is no line, or a longer one.</returns>
    /// <exception cref="OperationCanceledException">Control-C, or another wish to end.</exception>
    public int ReadLine(Span<byte> line)
    {
        for (int length = 0; length < line.Length;)
        {
            Poll wait = new() { Descriptor = StandardInput, Events = Readable };
            int ready = poll(ref wait, 1, LookAroundMilliseconds);
            if (_isInterrupted)
            {
                throw new OperationCanceledException();
            }

            if (ready <= 0)
            {
                continue;
            }

            int got = (int)read(StandardInput, line[length..], (nuint)(line.Length - length));
            int end = line.Slice(length, Math.Max(0, got)).IndexOfAny((byte)'\n', (byte)'\r');
            if (end >= 0)
            {
                return length + end;
            }

            if (got <= 0)
            {
                return -1;
            }

            length += got;
        }

        return -1;
    }

    /// <summary>Puts the echo back.</summary>
    public void Dispose()
    {
        if (_isTerminal)
        {
            _ = tcsetattr(StandardInput, Flush, _before);
        }

        _signals.ForEach(signal => signal.Dispose());
    }

    // The question is left in order, with the echo back on, and the tool says what it says to an
    // interruption.
    private void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _isInterrupted = true;
    }

    [LibraryImport("libc")]
    private static partial int tcgetattr(int descriptor, Span<byte> settings);

    [LibraryImport("libc")]
    private static partial int tcsetattr(int descriptor, int when, ReadOnlySpan<byte> settings);

    [LibraryImport("libc")]
    private static partial int poll(ref Poll first, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial nint read(int descriptor, Span<byte> octets, nuint length);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        internal int Descriptor;
        internal short Events;
        internal short Happened;
    }
}
