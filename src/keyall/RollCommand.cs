using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall roll</c>.</summary>
internal static class RollCommand
{
    /// <summary>Makes the command.</summary>
    internal static Command Create() => new("roll", "Moves a zone's keys: shows the new keyindex and its rehearsal, refuses what would break, asks once")
    {
        Zsk(),
        Ksk(),
        Csk(),
        Algorithm(),
        Move("split", "Goes from CSKs to KSKs and ZSKs",
            (schedule, at) => SchemeChange.Plan(schedule, KeyScheme.KskZsk, at),
            "keyall roll split --keyindex keyindex --keys keys --zone cr.",
            "Give cr. a KSK and a ZSK in place of its CSK."),
        Move("join", "Goes from KSKs and ZSKs to CSKs",
            (schedule, at) => SchemeChange.Plan(schedule, KeyScheme.Csk, at),
            "keyall roll join --keyindex keyindex --keys keys --zone cr.",
            "Give cr. a CSK in place of its KSK and ZSK."),
        Move("insecure", "Gives up DNSSEC: keys go on until the DS is gone from the parent and from caches",
            GoingInsecure.Plan,
            "keyall roll insecure --keyindex keyindex --keys keys --zone cr.",
            "Plan the end of DNSSEC in cr.; publish CDS delete with `signall --cds delete`."),
        Secure(),
        Revoke(),
        Standby(),
        RollForeignCommand.Create(),
        RollShareCommand.Create(),
    };

    private static Command Zsk()
    {
        Option<string?> start = new("--start")
        {
            Description = "When the next ZSK starts [default: as soon as every resolver knows it]",
            HelpName = "MOMENT",
        };
        Option<string> method = Method("pre-publication", "double-signature", "double-rrsig");
        return Move("zsk", "The next ZSK starts before its time", run =>
        {
            ZskRollMethod how = MethodOf<ZskRollMethod>(run, method);
            Timestamp? wanted = run.Options.GetValue(start) is { } text
                ? run.MomentOf("--start", text) : null;
            return wanted is null ? (schedule, at) => ZskRoll.Plan(schedule, at, how)
                : how == ZskRollMethod.PrePublication ? (schedule, at) => ZskRoll.Plan(schedule, at, wanted)
                : throw new UsageException("--start is for pre-publication",
                    "the other methods start when the caches are ready: use --at");
        }, "keyall roll zsk --keyindex keyindex --keys keys --zone cr.", "Let the next ZSK of cr. start now if it is known to all, else as soon as it is.", start, method);
    }

    private static Command Ksk()
    {
        Option<string> method = Method("double-signature", "double-ds", "double-rrset");
        return Move("ksk",
            "A new KSK follows the present ones; they leave when the parent has changed its DS",
            run => (schedule, at) => KskRoll.Plan(schedule, at, MethodOf<KskRollMethod>(run, method)),
            "keyall roll ksk --keyindex keyindex --keys keys --zone cr.",
            "Make a new KSK for cr. now, and let the old ones go when their DS has.", method);
    }

    private static Command Csk()
    {
        Option<string> method = Method("pre-publication", "double-signature", "double-ds", "double-rrset",
            "single-signature");
        return Move("csk", "A new CSK follows the present one",
            run => (schedule, at) => CskRoll.Plan(schedule, at, MethodOf<CskRollMethod>(run, method)),
            "keyall roll csk --keyindex keyindex --keys keys --zone cr.",
            "Make a new CSK for cr. that takes over when every resolver knows it.", method);
    }

    private static Command Secure()
    {
        Option<string> algorithm = KeyOptions.Algorithm("The keys' algorithm, by name or number");
        Option<string> scheme = RunCommand.Scheme();
        return Move("secure",
            "Begins with DNSSEC: signatures and keys first, the DS when every cache has them",
            run => (schedule, at) => GoingSecure.Plan(schedule, KeyOptions.AlgorithmOf(run, algorithm),
                RunCommand.SchemeOf(run, scheme), at),
            "keyall roll secure --keyindex keyindex --keys keys --zone cr.",
            "Make the first keys of cr., and say from when on its parent may have the DS.", algorithm, scheme);
    }

    private static Option<string> Method(params string[] methods) => new Option<string>("--method")
    {
        Description = "What comes first (RFC 7583 §2)",
        HelpName = string.Join('|', methods),
        DefaultValueFactory = _ => methods[0],
    }.AcceptOnlyFromAmong(methods);

    // double-rrset is DoubleRRset.
    private static T MethodOf<T>(ToolRun run, Option<string> method)
        where T : struct, Enum => Enum.Parse<T>(run.Options.GetRequiredValue(method)
            .Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static Command Algorithm()
    {
        Option<string> algorithm = KeyOptions.Algorithm("The new algorithm, by name or number");
        return Move("algorithm", "Goes over to another algorithm: signatures, keys, DS, and the old ones out",
            run =>
            (schedule, at) => AlgorithmRoll.Plan(schedule, KeyOptions.AlgorithmOf(run, algorithm), at),
            "keyall roll algorithm --keyindex keyindex --keys keys --zone cr. --algorithm ED25519",
            "Take cr. over to Ed25519 by RFC 6781 §4.1.4.", algorithm);
    }

    private static Command Revoke()
    {
        Option<int> tag = TagOption("Tag of the key, without the REVOKE flag");
        return Move("revoke", "Revokes a KSK that resolvers may trust (RFC 5011); its DS must be gone", run =>
            (schedule, at) => Revocation.Plan(schedule, run.Options.GetRequiredValue(tag), at),
            "keyall roll revoke --keyindex keyindex --keys keys --zone root --tag 64000",
            "Set the REVOKE flag of KSK 64000 for thirty days.", tag);
    }

    private static Command Standby()
    {
        Option<string> type = new Option<string>("--type")
        {
            Description = "What it stands by for",
            HelpName = "ksk|zsk|csk",
            DefaultValueFactory = _ => "zsk",
        }.AcceptOnlyFromAmong("ksk", "zsk", "csk");
        return Move("standby", "Publishes a key that signs nothing until an emergency", run =>
            (schedule, at) => StandbyKey.Plan(schedule,
                Enum.Parse<KeyRole>(run.Options.GetRequiredValue(type), ignoreCase: true), at),
            "keyall roll standby --keyindex keyindex --keys keys --zone cr. --type zsk",
            "Have a ZSK that can take over cr. at any hour.", type);
    }

    /// <summary>The option that names a key.</summary>
    internal static Option<int> TagOption(string description) =>
        new("--tag") { Description = description, HelpName = "TAG", Required = true };

    private static Command Move(
        string name, string description, Func<KeySchedule, Timestamp, KeyIndexProposal> move, string example,
        string meaning) =>
        Move(name, description, _ => move, example, meaning);

    private static Command Move(
        string name, string description, Func<ToolRun, Func<KeySchedule, Timestamp, KeyIndexProposal>> move,
        string example, string meaning, params Option[] options)
    {
        MoveOptions common = new();
        return common.AddRollTo(new Command(name, description).WithOptions(options))
            .Does(run => common.Roll(run, move(run)))
            .WithExample(example, meaning);
    }
}
