using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Foreign;

/// <summary>Runs programs that know no other present than the clock's at another moment; built from
/// shifted-clock.c by gcc.</summary>
internal sealed class ShiftedClock : IDisposable
{
    /// <summary>What it is built with.</summary>
    internal const string Compiler = "gcc";

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Builds it.</summary>
    internal ShiftedClock() => ForeignTool.Run(
        Compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", _directory["clock.so"],
        Repository.PathOf("tests/DnssecToolkit.Interop/Foreign/shifted-clock.c")).MustSucceed();

    /// <summary>Runs a program to its end, its clock at a moment.</summary>
    internal ForeignRun Run(Timestamp moment, string program, params string[] arguments) => ForeignTool.Run(new ForeignCommand(program, arguments)
    {
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = _directory["clock.so"],
            ["SHIFT_SECONDS"] = (moment - Clock.Now).ToString(CultureInfo.InvariantCulture),
        },
    });

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
