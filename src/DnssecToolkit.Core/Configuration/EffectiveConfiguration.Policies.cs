using System.Globalization;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Denial;
using DnssecToolkit.Keys;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Configuration;

/// <content>Policies and gates.</content>
public sealed partial class EffectiveConfiguration
{
    private void WritePolicy(ZonePolicy policy)
    {
        Line(2, "denial", policy switch
        {
            { Nsec3: null } => "nsec",
            { OptOut: Nsec3OptOut.InsecureDelegations } => "nsec3-opt-out",
            _ => "nsec3",
        });
        if (policy.Nsec3 is { } nsec3)
        {
            Text(2, "nsec3-salt", nsec3.Salt.Length == 0 ? "-" : Convert.ToHexString(nsec3.Salt));
            Line(2, "nsec3-iterations", nsec3.Iterations.ToString(CultureInfo.InvariantCulture));
        }

        Line(2, "serial", policy.Serial switch
        {
            SerialPolicy.UnixTime => "unixtime",
            SerialPolicy.DateCounter => "date-counter",
            SerialPolicy.Keep => "keep",
            _ => "increment",
        });
        Texts(2, "zonemd",
            [.. policy.Zonemd.Select(hash => hash == ZoneDigestHash.SHA512 ? "sha512" : "sha384")]);
        Line(2, "cds", policy.Cds switch
        {
            CdsPublication.Publish => "publish",
            CdsPublication.Delete => "delete",
            CdsPublication.None => "none",
            _ => "input",
        });
        Line(2, "foreign-dnskeys", policy.Foreign == ForeignDnskeys.Keep ? "keep" : "remove");
        Seconds(2, "dnskey-ttl", policy.DnskeyTtl);
        WriteTimes(policy);
        Line(2, "deterministic", policy.Nonce == EcdsaNonce.Deterministic ? "yes" : "no");
        Line(2, "allow-sha1", policy.Weak == WeakKeys.Allowed ? "yes" : "no");
        WriteRollover(2, policy.Rollover);
        WriteRequests(2, policy.Requests, RequestAgreement.None);
    }

    // What is not here follows from the rollover's values.
    private void WriteRequests(int depth, RequestAgreement requests, RequestAgreement above)
    {
        Head(depth, "requests");
        Line(depth + 1, "profile", requests.Profile == RequestProfile.Root ? "root" : "zone");
        foreach ((string name, string value) in requests.Limits)
        {
            Text(depth + 1, name, value);
        }

        if (!requests.Waived.IsEmpty)
        {
            Head(depth + 1, "waive");
            foreach ((string tag, string reason) in requests.Waived)
            {
                Text(depth + 2, tag, reason);
            }
        }
        else if (!above.Waived.IsEmpty)
        {
            Line(depth + 1, "waive", "{}");
        }
    }

    private void WriteTimes(ZonePolicy policy)
    {
        SigningPolicy times = policy.At(default);
        Seconds(2, "inception-offset", policy.InceptionOffset);
        Seconds(2, "validity", policy.Validity);
        Seconds(2, "dnskey-validity", policy.DnskeyValidity);
        Seconds(2, "refresh", times.RefreshTime);
        Seconds(2, "jitter", times.JitterTime);
        Seconds(2, "budget", policy.BudgetSeconds);
        if (policy.BudgetSignatures is { } most)
        {
            Line(2, "budget-signatures", most.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void WriteRollover(int depth, RolloverPolicy rollover)
    {
        Head(depth, "rollover");
        foreach (RolloverPolicyValue value in RolloverPolicyValue.All.Where(value => !value.IsOfSignatures))
        {
            Text(depth + 1, value.Name, value.Get(rollover).ToString());
        }
    }

    private void WriteGate(GatePolicy gate)
    {
        Line(2, "max-removed", gate.MaximumRemovedPercent.ToString(CultureInfo.InvariantCulture) + "%");
        Line(2, "max-changed", gate.MaximumChangedPercent.ToString(CultureInfo.InvariantCulture) + "%");
        Seconds(2, "margin", gate.Margin);
        Line(2, "require-backup", gate.RequireBackup switch
        {
            BackupDemand.Made => "made",
            BackupDemand.Proven => "proven",
            _ => "none",
        });
        Text(2, "backup-register", gate.BackupRegister);
        Seconds(2, "timeout", gate.Timeout);
        if (gate.Suppressions.Count > 0)
        {
            Head(2, "suppress");
            foreach ((Diagnostics.CheckCode code, string reason) in gate.Suppressions)
            {
                Text(3, code.Tag, reason);
            }
        }

        if (gate.SecondOpinions.Count > 0)
        {
            Line(2, "second-opinions", $"[{string.Join(", ", gate.SecondOpinions.Select(Flow))}]");
        }
    }
}
