using System.CommandLine;

namespace DnssecToolkit.CommandLine.Tokens;

/// <summary>Gives commands the options of <see cref="TokenUseOptions"/>.</summary>
public static class TokenUseCommands
{
    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">The options.</param>
    /// <returns>The command.</returns>
    public static T With<T>(this T command, TokenUseOptions options)
        where T : Command => With(command, options.All);

    /// <summary>Adds the options to a command whose configuration names the state directory.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">The options.</param>
    /// <returns>The command.</returns>
    public static T WithConfigured<T>(this T command, TokenUseOptions options)
        where T : Command => With(command, options.All.Where(option => option.Name != "--state"));

    private static T With<T>(T command, IEnumerable<Option> options)
        where T : Command
    {
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        return command;
    }
}
