using System.CommandLine;
using System.Net.NetworkInformation;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony run</c>: the steps, the signing, and a transcript of both.</summary>
internal sealed class CeremonyRunCommand
{
    private readonly RequestSignCommand _sign = new();

    private readonly Option<string> _transcript = new("--transcript")
    {
        Description = "File that takes the transcript; it must not be there yet",
        HelpName = "FILE",
        Required = true,
    };

    internal Command Create()
    {
        Command command = new(
            "run",
            "Guides through a signing ceremony: asks for each step, signs the request, writes a transcript");
        _sign.AddTo(command);
        command.Options.Add(_transcript);
        return command.Does(Conduct).WithExample(
            "keyall ceremony run ksr.xml --keys /mnt/ksk --previous skr-1.xml --output skr-2.xml --transcript transcript-2.txt",
            "Hold the ceremony of the script that `keyall ceremony script` printed.");
    }

    private ExitStatus Conduct(ToolRun run)
    {
        _sign.DemandReasons(run);
        GuidedSteps steps = new(
            run, run.Options.GetRequiredValue(_transcript), () => _sign.IsConfirmedBeforehand(run));
        return steps.Conduct(null, () =>
        {
            // People confirm what is on the screen; so it has to be there before they are asked, and what is
            // signed is what was read here.
            SigningInputs files = _sign.Read(run);
            BundleReport ground = _sign.GroundOf(run, files);
            ground.WriteText(run.Console.Streams.Error);
            foreach (string entry in ground.Entries)
            {
                steps.Record("file", entry);
            }

            if (files.Previous is null)
            {
                steps.Record("file", "no previous response");
            }

            foreach (string waiver in ground.Waivers)
            {
                steps.Record("step", waiver);
            }

            IEnumerable<Func<string>> before = CeremonySteps.Before(
                files.Previous is null, files.ForLoss is not null, Networks(), () => run.Present.ToString());
            ExitStatus status = _sign.Sign(run, files, SigningDesk.Of(run, steps, before));
            foreach (string step in CeremonySteps.After)
            {
                (CeremonySteps.IsNoted(step) ? (Action<string>)steps.Note : steps.Take)(step);
            }

            return status;
        });
    }

    // The loopback reaches nobody, and what is down reaches nobody now.
    private static string Networks()
    {
        try
        {
            string[] up = [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(network => network.NetworkInterfaceType != NetworkInterfaceType.Loopback
                    && network.OperationalStatus != OperationalStatus.Down)
                .Select(network => network.Name)];
            return up.Length == 0 ? "none" : string.Join(' ', up);
        }
        catch (NetworkInformationException)
        {
            return "this machine does not say";
        }
    }
}
