using System.Text.RegularExpressions;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The last configuration that read well: where the present one does not, people are told by that,
/// and its zones stay in the status.</summary>
/// <remarks>A configuration of its own in the state directory, for its owner alone. It has no secrets but
/// where they come from, as the configuration itself; and it counts for the configuration alone that it was
/// made from.</remarks>
public static partial class LastNotices
{
    private const string FileName = "notify.yaml";
    private const string PackagedState = "/var/lib/dnssec-toolkit";
    private const int MostOctets = ConfigurationText.MostOctets;

    /// <summary>Remembers it; of a configuration that would be too large, without its zones.</summary>
    /// <returns>Why that is not possible, as a clause; or null.</returns>
    public static string? Remember(SignerConfiguration configuration)
    {
        string path = StateDirectory.At(configuration.StateDirectory).PathOf(FileName);
        string origin = Origin(configuration.File);
        string text = origin + EffectiveConfiguration.WriteRemembered(configuration);
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MostOctets)
        {
            text = origin + EffectiveConfiguration.WriteRemembered(configuration with { Zones = [] });
        }

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

    /// <summary>Gives what is known of a configuration that does not read well.</summary>
    /// <param name="file">The configuration, which need not be there.</param>
    /// <returns>Whom to tell and where to show it, by the part of the present one that reads well, else by
    /// the last one that did; with the zones, and with what was wrong with their directories, of that last
    /// one. Null where nothing is known.</returns>
    public static SignerConfiguration? Of(string file)
    {
        SignerConfiguration? present = File.Exists(file) ? NoticesIn(file) : null;
        if (LastOf(file) is not { } last)
        {
            return present;
        }

        return present is null ? last : last with
        {
            Notifications = TellsSomebody(present.Notifications) ? present.Notifications : last.Notifications,
            Status = present.Status != new StatusOutputs() ? present.Status : last.Status,
        };
    }

    private static SignerConfiguration? LastOf(string file)
    {
        foreach (string directory in StatesOf(file))
        {
            StateDirectory state = StateDirectory.At(directory);
            string path = state.PathOf(FileName);
            if (TextOf(path) is { } text && text.StartsWith(Origin(file), StringComparison.Ordinal)
                && ConfigurationReader.ReadRemembered(text, path) is { } last)
            {
                return last with { File = file, StateDirectory = directory, Strays = StrayFiles.Told(state) };
            }
        }

        return null;
    }

    // A slip in the word notify: may be the very fault.
    private static bool TellsSomebody(NotificationPolicy policy) =>
        policy.MailTo.Count > 0 || policy.Command is not null || policy.Syslog is not null;

    private static SignerConfiguration? NoticesIn(string path)
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

    // The line that names it may be read though the YAML around it may not; the packaged service has it in
    // its environment.
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
                && !FileKind.IsSomethingElse(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^state:[ \t]*["']?(/[^"'\s#]+)""", RegexOptions.Multiline)]
    private static partial Regex StateLine();
}
