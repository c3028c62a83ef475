using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>The rules that a policy must keep so that the rhythm it makes never breaks validation.</summary>
public static class RolloverPolicyChecks
{
    private const long Day = 86_400;
    private const int DaysOfFourYears = 1_461; // every length of month and year that a period can meet
    private const int LongestYears = 100;
    private static readonly Timestamp FirstDay = new(1_704_067_200); // 2024-01-01, a leap year

    /// <summary>Checks a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="scheme">Which keys the zone has.</param>
    /// <param name="location">Where it stands, for findings.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static void Check(RolloverPolicy policy, KeyScheme scheme, SourceLocation location,
        FindingList findings)
    {
        Rules checking = new(policy, location, findings);
        if (checking.Lengths())
        {
            checking.Signatures();
            if (scheme == KeyScheme.KskZsk)
            {
                checking.Zsks();
            }

            checking.Ksks(scheme == KeyScheme.Csk
                ? Math.Max(policy.KskOverlap, policy.ZskRetireInterval) : policy.KskOverlap);
            checking.Safeties();
        }
    }

    /// <summary>The least length that one period is longer than another, from any day on, in
    /// seconds.</summary>
    internal static long LeastExcess(Period longer, Period shorter) => longer.IsFixed && shorter.IsFixed
        ? longer.Seconds - shorter.Seconds
        : Enumerable.Range(0, DaysOfFourYears).Select(day => FirstDay + (day * Day))
        .Min(start => (start + longer) - (start + shorter));

    private sealed class Rules(RolloverPolicy policy, SourceLocation location, FindingList findings)
    {
        internal bool Lengths()
        {
            bool isSound = true;
            foreach (RolloverPolicyValue value in RolloverPolicyValue.All)
            {
                Period length = value.Get(policy);
                if (length.Months > LongestYears * 12 || length.Seconds > LongestYears * 366 * Day
                    || (value.IsDelay && !length.IsFixed))
                {
                    isSound = false;
                    Add(CheckCodes.PolicyLength,
                        $"{value.Name} is {length}; it may be {(value.IsDelay ? "days, not months, and " : "")}{LongestYears} years at most");
                }
            }

            foreach ((string name, Period period) in new[] { ("zsk-period", policy.ZskPeriod), ("ksk-period", policy.KskPeriod) })
            {
                if (LeastExcess(period, Period.Zero) < Day)
                {
                    isSound = false;
                    Add(CheckCodes.PolicyLength, $"{name} is {period}; keys must last a day at least");
                }
            }

            return isSound;
        }

        internal void Signatures()
        {
            if (policy.SignatureRefresh.Seconds >= policy.SignatureValidity.Seconds)
            {
                Add(CheckCodes.PolicyRefresh,
                    $"signatures-refresh ({policy.SignatureRefresh}) is not below signatures-validity ({policy.SignatureValidity})");
            }

            long needed = policy.MaxZoneTtl.Seconds + policy.PropagationDelay.Seconds;
            if (policy.SignatureRefresh.Seconds < needed)
            {
                Add(CheckCodes.PolicyTtlRefresh,
                    $"signatures-refresh ({policy.SignatureRefresh}) is shorter than max-zone-ttl and zone-propagation-delay together ({new Period(0, needed)})");
            }
        }

        internal void Zsks()
        {
            AtLeast(CheckCodes.PolicyZskPublish, "zsk-publish", LeastExcess(policy.ZskPublish, Period.Zero),
                "Ipub", policy.PublicationInterval);
            AtLeast(CheckCodes.PolicyZskRetire, "zsk-use beyond zsk-period",
                LeastExcess(policy.ZskUse, policy.ZskPeriod), "nothing", 0);
            AtLeast(CheckCodes.PolicyZskRetire, "zsk-life beyond zsk-period",
                LeastExcess(policy.ZskLife, policy.ZskPeriod), "Iret", policy.ZskRetireInterval);
            AtLeast(CheckCodes.PolicyZskRetire, "zsk-life beyond zsk-use",
                LeastExcess(policy.ZskLife, policy.ZskUse), "nothing", 0);
        }

        // A CSK has the KSK's rhythm, and its signatures must leave the caches too.
        internal void Ksks(long needed)
        {
            long overlap = LeastExcess(policy.KskLife, policy.KskPeriod);
            AtLeast(CheckCodes.PolicyKskOverlap, "ksk-life beyond ksk-period", overlap,
                "publication, registration and retirement", needed);
            if (LeastExcess(policy.KskPeriod, Period.Zero) < needed)
            {
                Add(CheckCodes.PolicyKskOverlap,
                    $"ksk-period ({policy.KskPeriod}) is shorter than a key takes to follow another ({new Period(0, needed)})");
            }

            if (LeastExcess(policy.KskPeriod, policy.ZskPeriod) < 0)
            {
                Add(CheckCodes.PolicyUnusual,
                    $"ksk-period ({policy.KskPeriod}) is shorter than zsk-period ({policy.ZskPeriod})");
            }
        }

        internal void Safeties()
        {
            Unusual("publish-safety", policy.PublishSafety, "dnskey-ttl", policy.DnskeyTtl);
            Unusual("retire-safety", policy.RetireSafety, "max-zone-ttl", policy.MaxZoneTtl);
        }

        // A run comes each hour; a fiftieth of two days is about that.
        private void Unusual(string name, Period safety, string ttlName, Period ttl)
        {
            if (safety.Seconds < ttl.Seconds / 50 || safety.Seconds > 5 * Math.Max(ttl.Seconds, 3_600))
            {
                Add(CheckCodes.PolicyUnusual,
                    $"{name} ({safety}) is less than a fiftieth or more than five times of {ttlName} ({ttl})");
            }
        }

        private void AtLeast(CheckCode code, string name, long length, string neededName, long needed)
        {
            if (length < needed || length < 0)
            {
                Add(code, $"{name} is {(length < 0 ? "negative" : new Period(0, length).ToString())} in some month; {neededName} takes {new Period(0, needed)}");
            }
        }

        private void Add(CheckCode code, string message) =>
            findings.Add(new Finding(code, location, message));
    }
}
