using System.Runtime.CompilerServices;

namespace DnssecToolkit.Tests.Scripts;

/// <summary>What holds for all tests of a run: where they are, and that their threads begin at
/// once.</summary>
internal static class TestRun
{
    private const int Threads = 64;
    private const UnixFileMode ForAll = (UnixFileMode)0b111_101_101; // some daemons run as another user

    /// <summary>The directory in which tests, and all programs that they start without saying where, run;
    /// gone at the end.</summary>
    /// <remarks>Never that of the programs under test: BIND's tools leave temporary files where they are, and
    /// what reads all files there would stumble over them.</remarks>
    internal static string Directory { get; } =
        System.IO.Directory.CreateTempSubdirectory("dnssec-toolkit-run-").FullName;

    /// <summary>Goes there before any test; and lets no server or writer in this process wait for a thread,
    /// of which the pool makes two a second once it has as many as the machine has processors.</summary>
#pragma warning disable CA2255 // a test project is used by nobody else
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Begin()
    {
        File.SetUnixFileMode(Directory, ForAll);
        Environment.CurrentDirectory = Directory;
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Threads), Math.Max(completions, Threads));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
    }

    private static void Remove()
    {
        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
        catch (IOException)
        {
            return; // a program that a failed test left behind is still writing there
        }
    }
}
