using System.Text.RegularExpressions;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Who is told of what, by the last configuration that read well: where the present one does not, people are told by that.</summary>
/// <remarks>A small configuration of its own in the state directory, for its owner alone. It has no secrets but where they come from, as the
/// configuration itself; and it counts for the configuration alone that it was made from.</remarks>
public static partial class LastNotices
{
    private const string FileName = "notify.yaml";
    private const string PackagedState = "/var/lib/dnssec-toolkit";
    private const int MostOctets = 1 << 20;

    /// <summary>Remembers them, a configuration having read well.</summary>
    /// <returns>Why that is not possible, as a clause; or null.</returns>
    public static string? Remember(SignerConfiguration configuration)
    {
        string path = StateDirectory.At(configuration.StateDirectory).PathOf(FileName);
        string text = Origin(configuration.File) + EffectiveConfiguration.WriteNotices(configuration);
        try
        {
            if (TextOf(path) != text)
            {
                string beside = path + ".new";
                File.Delete(beside);
                NewFile.Create(beside, System.Text.Encoding.UTF8.GetBytes(text), NewFile.OwnerOnly);
                File.Move(beside, path, overwrite: true);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path}: cannot be written: {e.Message.TrimEnd('.')}";
        }
    }

    /// <summary>Gives those of a configuration that does not read well.</summary>
    /// <param name="file">The configuration, which need not be there.</param>
    /// <returns>A configuration without zones, by the part of the present one that reads well, else by the last one that did; null where
    /// nothing is known.</returns>
    public static SignerConfiguration? Of(string file)
    {
        SignerConfiguration? present = File.Exists(file) ? ReadWell(file) : null;
        if (present is not null && TellsSomebody(present.Notifications))
        {
            return present;
        }

        foreach (string state in StatesOf(file))
        {
            string path = StateDirectory.At(state).PathOf(FileName);
            if (TextOf(path) is { } text && text.StartsWith(Origin(file), StringComparison.Ordinal)
                && ReadWell(path) is { } last)
            {
                return last with { File = file };
            }
        }

        return present;
    }

    // A slip in the word notify: may be the very fault.
    private static bool TellsSomebody(NotificationPolicy policy) =>
        policy.MailTo.Count > 0 || policy.Command is not null || policy.Syslog is not null;

    private static SignerConfiguration? ReadWell(string path)
    {
        try
        {
            return ConfigurationReader.ReadNotices(path);
        }
        catch (UsageException)
        {
            return null; // it cannot be read at all
        }
    }

    private static string Origin(string file) => $"# of {Path.GetFullPath(file)}\n";

    // The line that names it may be read though the YAML around it may not; the packaged service has it in its environment.
    private static IEnumerable<string> StatesOf(string file)
    {
        if (TextOf(file) is { } text)
        {
            foreach (Match line in StateLine().Matches(text))
            {
                yield return line.Groups[1].Value;
            }
        }

        foreach (string directory in Environment.GetEnvironmentVariable("STATE_DIRECTORY")?.Split(':') ?? [])
        {
            yield return directory;
        }

        yield return PackagedState;
    }

    private static string? TextOf(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MostOctets }
                ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^state:[ \t]*["']?(/[^"'\s#]+)""", RegexOptions.Multiline)]
    private static partial Regex StateLine();
}
