using System.Buffers.Binary;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>A module that wraps SoftHSM and goes wrong as it is told; built from faulty-pkcs11.c by gcc, once
/// a test run.</summary>
public sealed class FaultyModule : IDisposable
{
    public const string Compiler = "gcc";
    private const string CallsEnding = ".calls";
    private const int Functions = 68; // of PKCS#11 2.40

    private static readonly Lazy<byte[]> Built = new(Build);

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Makes one of its own for a test.</summary>
    /// <param name="settings">Lines of its configuration; faulty-pkcs11.c says what there is.</param>
    public FaultyModule(params string[] settings)
    {
        _ = SoftHsm.Instance;
        Path = _directory["faulty.so"];
        File.WriteAllBytes(Path, Built.Value);
        Set(settings);
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>How often C_Initialize was called, over all processes.</summary>
    public long Initialized => Count(0);

    /// <summary>How often C_Login was called.</summary>
    public long Logins => Count(1);

    /// <summary>How often C_Sign was called.</summary>
    public long Signed => Count(2);

    /// <summary>How often it went wrong.</summary>
    public long Faults => Count(3);

    /// <summary>How often C_OpenSession was called.</summary>
    public long Opened => Count(4);

    /// <summary>How often C_GenerateRandom was called.</summary>
    public long Drawn => Count(7);

    /// <summary>How often C_Login could make a socket of the network.</summary>
    public long NetworkSockets => Count(9);

    /// <summary>How often C_Login could make a socket of this machine.</summary>
    public long LocalSockets => Count(10);

    /// <summary>How often C_CreateObject was called.</summary>
    public long Created => Count(11);

    /// <summary>How many processes it killed since it was last told to forget its calls.</summary>
    internal long Kills => CallsAt(0);

    /// <summary>How often each function was called since then.</summary>
    internal IReadOnlyDictionary<CryptokiFunction, long> Calls => Enumerable.Range(1, Functions)
        .Where(place => CallsAt(place) > 0).ToDictionary(place => (CryptokiFunction)(place - 1), CallsAt);

    /// <summary>Counts calls from zero again.</summary>
    public void ForgetCalls() => File.Delete(Path + CallsEnding);

    /// <summary>The settings by which one call kills the process that it is made in.</summary>
    /// <param name="function">The function.</param>
    /// <param name="call">Which of its calls, counted from one.</param>
    internal static string[] KillAt(CryptokiFunction function, long call) =>
        [$"killplace={(int)function + 1}", $"killcall={call}"];

    /// <summary>Configures it anew, for the next start.</summary>
    public void Set(params string[] settings) => _directory.Write("faulty.so.conf",
        string.Join('\n', [$"module={SoftHsm.Module}", .. settings]) + "\n");

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private static byte[] Build()
    {
        using TemporaryDirectory directory = new();
        string source = Repository.PathOf("tests/DnssecToolkit.Interop/Tokens/faulty-pkcs11.c");
        ForeignRun run = ForeignTool.Run(
            Compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", directory["faulty.so"],
            source, "-ldl", "-lpthread");
        Assert.True(run.ExitCode == 0, run.Error);
        return File.ReadAllBytes(directory["faulty.so"]);
    }

    private long Count(int place) => NumberAt(Path + ".counts", place);

    private long CallsAt(int place) => NumberAt(Path + CallsEnding, place);

    private static long NumberAt(string file, int place)
    {
        byte[] counts = File.ReadAllBytes(file);
        return counts.Length == 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(counts.AsSpan(place * sizeof(long))); // just made: nothing yet
    }
}
