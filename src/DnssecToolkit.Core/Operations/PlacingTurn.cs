using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Keeps two runs from putting keys into one token at the same time: each sees first that none of
/// them is there, and one that fails takes out all that it finds.</summary>
/// <remarks>An empty file in the state directory is locked; it stays for good, because removing it would let
/// two runs lock two files of one name. Runs with different state directories are not kept apart.</remarks>
public sealed class PlacingTurn : IDisposable
{
    private const int DigestOctets = 8;

    private readonly FileStream? _held;

    private PlacingTurn(FileStream? held) => _held = held;

    /// <summary>Takes the turn at a token.</summary>
    /// <param name="directory">The state directory, or null where there is none: then nothing is kept
    /// apart.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="LockHeldException">Another run has it.</exception>
    /// <exception cref="UnwritableOutputException">The state directory cannot be written.</exception>
    public static PlacingTurn Take(string? directory, Pkcs11Token token)
    {
        if (directory is null)
        {
            return new PlacingTurn(null);
        }

        byte[] digest = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token.ToUri().ToString()));
        string path = Path.Combine(directory,
            $"placing-{Convert.ToHexStringLower(digest.AsSpan(0, DigestOctets))}.lock");
        try
        {
            Directory.CreateDirectory(directory, NewFile.OwnersDirectory);
            return new PlacingTurn(OutputFile.Hold(path, token.ToString(), TimeSpan.Zero, default));
        }
        catch (LockHeldException other)
        {
            throw new LockHeldException(
                $"{token}: another restore is putting keys into this token",
                $"let it end, or see who it is: fuser {path}; nothing was restored here", other);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException(
                $"{path}: cannot be written: {fault.Message}",
                "it keeps two restores into one token apart: let this user write the state directory, or name another with --state",
                fault);
        }
    }

    /// <summary>Lets another run have it.</summary>
    public void Dispose() => _held?.Dispose();
}
