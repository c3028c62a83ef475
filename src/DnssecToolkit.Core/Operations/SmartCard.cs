using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>A SmartCard-HSM in a reader, as OpenSC's <c>sc-hsm-tool</c> and <c>pkcs15-tool</c> serve it;
/// PKCS#11 cannot take its keys out.</summary>
/// <remarks>PINs and passwords go to the programs by the environment, never by an argument. A key leaves the
/// card encrypted by the DKEK, of which each officer has a share.</remarks>
/// <param name="reader">The reader's number, or its name.</param>
/// <param name="stop">Ends what is being done.</param>
public sealed class SmartCard(string reader, CancellationToken stop)
{
    private const string Tool = "sc-hsm-tool";
    private const long Timeout = 180; // a password is tried ten million times over, which takes a slow host half a minute
    private const int MostReferences = 127;

    /// <summary>Reads what the card says of itself.</summary>
    /// <exception cref="KeyUnavailableException">There is no such card.</exception>
    public SmartCardState State()
    {
        IReadOnlyList<string> device = Run(Tool, [], []);
        IReadOnlyList<string> contents = Run("pkcs15-tool", [], ["--dump"]);
        List<(string Id, int Reference)> keys = [];
        bool isPrivate = false;
        foreach (string line in contents)
        {
            (string name, string value) = line.Split(':', 2) is [{ } left, { } right]
                ? (left.Trim(), right.Trim())
                : (line.Trim(), "");
            isPrivate = line.StartsWith("Private ", StringComparison.Ordinal)
                || (isPrivate && line.StartsWith('\t'));
            if (isPrivate && name == "Key ref" && int.TryParse(value.Split(' ')[0], NumberStyles.None,
                CultureInfo.InvariantCulture, out int reference))
            {
                keys.Add(("", reference));
            }

            if (isPrivate && name == "ID" && keys.Count > 0)
            {
                keys[^1] = (value.ToUpperInvariant(), keys[^1].Reference);
            }
        }

        return new SmartCardState(
            ValueOf(contents, "Serial number")
                ?? "", ValueOf(device, "DKEK key check value")?.Replace(":", "",
                StringComparison.Ordinal).ToUpperInvariant(),
            int.TryParse(ValueOf(device, "DKEK shares"), CultureInfo.InvariantCulture, out int shares)
                ? shares
                : null, keys);
    }

    /// <summary>Reads the serial number, which a card has before it is made ready too.</summary>
    /// <returns>Empty where it shows none.</returns>
    /// <exception cref="KeyUnavailableException">There is no such card.</exception>
    public string Serial() => ValueOf(Run("pkcs15-tool", [], ["--list-info"]), "Serial number") ?? "";

    /// <summary>Erases the card and makes it ready for the officers' shares.</summary>
    /// <param name="label">Its label.</param>
    /// <param name="shares">How many shares make the DKEK.</param>
    /// <param name="soPin">16 hexadecimal digits.</param>
    /// <param name="pin">6 to 15 characters.</param>
    /// <exception cref="KeyUnavailableException">The card refuses.</exception>
    public void Initialize(string label, int shares, ReadOnlySpan<char> soPin, ReadOnlySpan<char> pin) => Run(
        Tool, [("SO", new string(soPin)), ("PIN", new string(pin))],
        ["--initialize", "--label", label, "--dkek-shares", shares.ToString(CultureInfo.InvariantCulture),
            "--so-pin",
            Variable("SO"), "--pin", Variable("PIN")]);

    /// <summary>Gives the card an officer's share of the DKEK.</summary>
    /// <param name="file">The share's file.</param>
    /// <param name="password">What it is encrypted by.</param>
    /// <exception cref="KeyUnavailableException">The password or the file is wrong, or the card needs no more
    /// shares.</exception>
    public void ImportShare(string file, ReadOnlySpan<char> password) => Run(
        Tool, [("PASSWORD", new string(password))],
        ["--import-dkek-share", file, "--password", Variable("PASSWORD")]);

    /// <summary>Makes an officer's share of a DKEK.</summary>
    /// <param name="file">The file, which is not there yet.</param>
    /// <param name="password">What encrypts it.</param>
    /// <exception cref="KeyUnavailableException">The program fails; it takes its random numbers from the
    /// card.</exception>
    public void CreateShare(string file, ReadOnlySpan<char> password) => Run(
        Tool, [("PASSWORD", new string(password))],
        ["--create-dkek-share", file, "--password", Variable("PASSWORD")]);

    /// <summary>Makes an officer's share whose password is random and is shown in parts, each to another
    /// custodian at this terminal.</summary>
    /// <param name="file">The file, which is not there yet.</param>
    /// <param name="threshold">How many parts give the password: 2 at least.</param>
    /// <param name="total">How many parts there are: 3 at least.</param>
    /// <exception cref="KeyUnavailableException">The program fails.</exception>
    public void CreateShareByParts(string file, int threshold, int total) => RunAttached(
        ["--create-dkek-share", file, "--pwd-shares-threshold", Text(threshold), "--pwd-shares-total",
            Text(total)]);

    /// <summary>Gives the card an officer's share whose password custodians put together at this
    /// terminal.</summary>
    /// <param name="file">The share's file.</param>
    /// <param name="threshold">How many parts are given.</param>
    /// <exception cref="KeyUnavailableException">The parts or the file are wrong.</exception>
    public void ImportShareByParts(string file, int threshold) => RunAttached(
        ["--import-dkek-share", file, "--pwd-shares-total", Text(threshold)]);

    /// <summary>Gives a key encrypted by the DKEK.</summary>
    /// <param name="reference">The key's number on the card.</param>
    /// <param name="pin">The PIN, a string of its own: it is wiped.</param>
    /// <exception cref="KeyUnavailableException">The card has no DKEK, or no such key.</exception>
    public byte[] Wrap(int reference, string pin) =>
        WithFile(file =>
        {
            Run(Tool, [("PIN", pin)], ["--wrap-key", file, "--key-reference", Text(reference), "--pin",
                Variable("PIN")]);
            return File.ReadAllBytes(file);
        });

    /// <summary>Puts a key in that another card with the same DKEK gave.</summary>
    /// <param name="wrapped">The key.</param>
    /// <param name="pin">The PIN, a string of its own: it is wiped.</param>
    /// <exception cref="KeyUnavailableException">The card has another DKEK, or no place.</exception>
    public void Unwrap(ReadOnlySpan<byte> wrapped, string pin)
    {
        HashSet<int> taken = [.. State().Keys.Select(key => key.Reference)];
        byte[] octets = wrapped.ToArray();
        try
        {
            foreach (int free in Enumerable.Range(1, MostReferences)
                .Where(reference => !taken.Contains(reference)))
            {
                if (TryUnwrap(octets, free, new string(pin)))
                {
                    return;
                }
            }
        }
        finally
        {
            SecretMemory.Wipe(pin);
        }

        throw new KeyUnavailableException($"the card in reader {reader} is full: it has {taken.Count} keys",
            "remove keys that are no longer used");
    }

    // A key that was removed has left its certificate in the place, which the program does not write over.
    private bool TryUnwrap(byte[] octets, int free, string pin)
    {
        try
        {
            UnwrapAt(octets, free, pin);
            return true;
        }
        catch (KeyUnavailableException fault) when (fault.Message.Contains("Found existing certificate",
            StringComparison.Ordinal))
        {
            return false;
        }
    }

    private void UnwrapAt(byte[] octets, int free, string pin)
    {
        _ = WithFile(file =>
        {
            File.WriteAllBytes(file, octets);
            // Not ended halfway: a key without its description would be on the card where nothing finds it.
            return Run(Tool, [("PIN", pin)], ["--unwrap-key", file, "--key-reference", Text(free), "--pin",
                Variable("PIN")], CancellationToken.None);
        });
    }

    private static string Variable(string name) => $"env:KEYBACKUP_{name}";

    private static string Text(int reference) => reference.ToString(CultureInfo.InvariantCulture);

    private static string? ValueOf(IReadOnlyList<string> lines, string name) => lines
        .Select(line => line.Split(':', 2)).FirstOrDefault(parts => parts.Length == 2
            && parts[0].Trim() == name)?[1].Trim();

    // What is in it is encrypted by the DKEK.
    private static T WithFile<T>(Func<string, T> use)
    {
        string directory = Directory.CreateTempSubdirectory("keybackup-").FullName;
        try
        {
            return use(Path.Combine(directory, "key"));
        }
        catch (IOException fault)
        {
            throw new KeyUnavailableException($"{directory}: the encrypted key is not there: {fault.Message}",
                "is there room for temporary files?", fault);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private void RunAttached(string[] arguments)
    {
        if (ExternalCommand.RunAttached(new ProcessStartInfo(Tool, ["--reader", reader, .. arguments]),
            stop) is { } fault)
        {
            throw new KeyUnavailableException($"the card in reader {reader}: {fault}",
                "the parts of the password are given one after the other, the prime with the first");
        }
    }

    private IReadOnlyList<string> Run(string program, (string Name, string Value)[] secrets,
        string[] arguments) =>
        Run(program, secrets, arguments, stop);

    // Secrets go by the environment, the only way that the program has but a terminal and its command line,
    // which everybody may read: a process's environment is for its own user and root (proc(5)). No core file
    // has it: the limit of zero is inherited. The strings are ours, and wiped.
    private IReadOnlyList<string> Run(string program, (string Name, string Value)[] secrets,
        string[] arguments,
        CancellationToken until)
    {
        ProcessStartInfo start = new(program, ["--reader", reader, .. arguments]);
        foreach ((string name, string value) in secrets)
        {
            start.Environment[$"KEYBACKUP_{name}"] = value;
        }

        try
        {
            (IReadOnlyList<string> lines, string? fault) = ExternalCommand.Capture(start, Timeout, until);
            return fault is null ? lines : throw new KeyUnavailableException(
                $"the card in reader {reader}: {fault}",
                    "is the right card in, is OpenSC installed, and was the card made with the same DKEK shares? docs/guide/smartcard-hsm.md");
        }
        finally
        {
            start.Environment.Clear();
            Array.ForEach(secrets, secret => SecretMemory.Wipe(secret.Value));
        }
    }
}
