using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The file of wrong PINs: a line for each, with label, serial number, salt and digest in
/// hexadecimal.</summary>
internal static class WrongPinFile
{
    /// <summary>Its name.</summary>
    public const string Name = "wrong-pins";

    private const string Heading =
        "# PINs that tokens called wrong: label, serial number, salt, digest (PBKDF2); ? where the answer is out. "
        + "`keyall token clear-pin` removes lines.";
    private const string OpenMark = " ?"; // tried, and the answer is out
    private const long LongestFile = 1 << 20;
    private const int MostLines = 1_000;

    /// <summary>Reads it.</summary>
    /// <returns>What is in it; nothing where there is no file.</returns>
    /// <exception cref="KeyUnavailableException">It cannot be read or has faults: then nobody knows which PIN
    /// may be tried.</exception>
    public static IReadOnlyList<WrongPin> Read(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return [];
            }

            if (new FileInfo(path).Length > LongestFile)
            {
                throw new KeyUnavailableException(
                    $"{path}: too long for a list of wrong PINs", "look at it, and move it away");
            }

            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeyUnavailableException(
                $"{path}: the list of wrong PINs cannot be read: {fault.Message}",
                "without it no PIN is tried: let this user read it, or name another --state", fault);
        }
    }

    /// <summary>Writes it, for its owner alone.</summary>
    /// <exception cref="KeyUnavailableException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<WrongPin> wrong)
    {
        string temporary = path + ".new";
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!, NewFile.OwnersDirectory);
            if (Path.Exists(temporary))
            {
                File.Delete(temporary);
            }

            FileStreamOptions fresh = new()
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = NewFile.OwnerOnly,
            };
            using (FileStream file = new(temporary, fresh))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(ToText(wrong.TakeLast(MostLines))));
                file.FlushToMedium();
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KeyUnavailableException(
                $"{path}: the list of wrong PINs cannot be written: {fault.Message}",
                "without it no PIN is tried, since each run would try a wrong one again: make room, or name a directory of "
                    + "this user's with --state", fault);
        }
    }

    /// <summary>Reads its text.</summary>
    /// <exception cref="KeyUnavailableException">A line is none of ours.</exception>
    internal static IReadOnlyList<WrongPin> Parse(string text, string path)
    {
        List<WrongPin> wrong = [];
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.Length > 0 && line[0] != '#')
            {
                wrong.Add(Line(line) ?? throw new KeyUnavailableException(
                    $"{path}:{number}: not a line of the list of wrong PINs",
                    "restore the line, or remove it once the PIN is right"));
            }
        }

        return wrong;
    }

    private static string ToText(IEnumerable<WrongPin> wrong) => string.Concat(wrong
        .Select(row => string.Join(
            ' ', ((byte[][])[Encode(row.Label), Encode(row.Serial), row.Salt, row.Digest])
                .Select(OctetsOrDash))
            + (row.IsOpen ? OpenMark : "") + "\n")
        .Prepend(Heading + "\n"));

    private static WrongPin? Line(string line)
    {
        bool isOpen = line.EndsWith(OpenMark, StringComparison.Ordinal);
        byte[]?[] fields = [.. (isOpen ? line[..^OpenMark.Length] : line).Split(' ').Select(FieldOf)];
        return fields is [{ } label, { } serial, { Length: WrongPin.SaltLength },
        { Length: WrongPin.DigestLength }]
            ? new WrongPin(Decode(label), Decode(serial), fields[2]!, fields[3]!) { IsOpen = isOpen } : null;
    }

    private static string OctetsOrDash(byte[] octets) =>
        octets.Length == 0 ? "-" : Convert.ToHexStringLower(octets);

    private static byte[]? FieldOf(string text)
    {
        byte[] octets = new byte[text.Length / 2];
        return text == "-" ? []
            : text.Length % 2 == 0 && Convert.FromHexString(
                text, octets, out _, out _) == System.Buffers.OperationStatus.Done ? octets : null;
    }

    private static byte[] Encode(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Decode(byte[] octets) => System.Text.Encoding.UTF8.GetString(octets);
}
