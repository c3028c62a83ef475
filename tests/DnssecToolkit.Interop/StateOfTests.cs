using System.Runtime.CompilerServices;

namespace DnssecToolkit.Interop;

/// <summary>What tools remember between runs goes to a directory of this test run, and never to the home of
/// whoever runs the tests.</summary>
internal static class StateOfTests
{
    /// <summary>Makes it, before any test.</summary>
#pragma warning disable CA2255 // a test project is used by nobody else
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Begin()
    {
        TemporaryDirectory directory = new();
        Environment.SetEnvironmentVariable("STATE_DIRECTORY", directory["state"]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
    }
}
