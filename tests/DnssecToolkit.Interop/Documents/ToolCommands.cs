using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Signall;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Documents;

/// <summary>The commands of the tools, as documents describe them.</summary>
internal static class ToolCommands
{
    /// <summary>The commands of a tool, with the options that all tools have.</summary>
    internal static RootCommand RootOf(string tool)
    {
        RootCommand root = tool switch
        {
            "signall" => SignallCommand.Create(),
            "keyall" => KeyallCommand.Create(),
            "keybackup" => KeybackupCommand.Create(),
            _ => VerifyzoneCommand.Create(),
        };
        CommonOptions.AddTo(root);
        return root;
    }
}
