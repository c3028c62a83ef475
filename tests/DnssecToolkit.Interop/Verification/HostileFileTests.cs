using System.Globalization;
using System.Text;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Tests.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Zone files that somebody made to take a verifier's memory or time: within the limits that the kernel keeps a
/// process of its own to, they get their report.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const int MostKibibytes = 768 << 10; // private and writable: heap and stacks
    private const int MostSeconds = 40; // of the processor, in a build without optimization

    private const string Start = """
        $ORIGIN example.
        $TTL 3600
        @ SOA ns h 1 7200 3600 1209600 600
        @ NS ns
        @ NS ns2
        ns A 192.0.2.1
        ns2 A 192.0.2.2

        """;

    private readonly TemporaryDirectory _directory = new();

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Ten_thousand_keys_of_one_tag_and_their_signatures()
    {
        (string[] keys, int tag) = CollidingKeys.Make(10_000);
        StringBuilder text = new(Start);
        Array.ForEach(keys, key => text.Append(CultureInfo.InvariantCulture, $"@ DNSKEY {key}\n"));
        foreach (string covered in new[] { "SOA", "DNSKEY" })
        {
            AppendSignatures(text, "@", covered, 1, tag, keys.Length);
        }

        AssertFaults(text.ToString(), "RRSIG-COLLISION-LIMIT", "RRSIG-LIMIT", "ZONE-RRSET-SIZE");
    }

    [Fact]
    public void An_RRset_of_half_a_million_records_with_a_thousand_signatures()
    {
        (string[] keys, int tag) = CollidingKeys.Make(1);
        StringBuilder text = new($"{Start}@ DNSKEY {keys[0]}\n");
        for (int i = 0; i < 500_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"big TXT \"{i * 7919L % 500_009}\"\n");
        }

        AppendSignatures(text, "big", "TXT", 2, tag, 1_000);
        AssertFaults(text.ToString(), "RRSIG-LIMIT", "ZONE-RRSET-SIZE");
    }

    [Fact]
    public void NSEC3_with_more_iterations_than_resolvers_make()
    {
        string hash = new('0', 32);
        string names = Lines(200_000, i => $"n{i} A 192.0.2.1");
        string chain = $"@ NSEC3PARAM 1 0 65535 -\n{hash} NSEC3 1 0 65535 - {hash} A\n";
        AssertFaults(Start + chain + names, "NSEC3-ITERATIONS-LIMIT");
    }

    [Fact]
    public void NSEC3_with_a_thousand_salts()
    {
        string salts = Lines(1_000, i => $"@ NSEC3PARAM 1 0 150 {i:x4}");
        string names = Lines(5_000, i => $"n{i} A 192.0.2.1");
        AssertFaults($"{Start}@ DNSKEY {CollidingKeys.Make(1).Keys[0]}\n{salts}{names}", "NSEC3PARAM-LIMIT");
    }

    [Fact]
    public void Files_that_include_each_other()
    {
        _directory.Write("circle", "$INCLUDE zone\n$INCLUDE circle\n");
        for (int i = 0; i < 30; i++)
        {
            _directory.Write($"deep{i}", $"$INCLUDE deep{i + 1}\n$INCLUDE deep{i + 1}\n");
        }

        AssertFaults($"{Start}$INCLUDE circle\n$INCLUDE deep0\n", "ZONEFILE-INCLUDE");
    }

    [Fact]
    public void A_file_that_is_included_a_hundred_thousand_times()
    {
        _directory.Write("file", Lines(20_000, i => $"n{i} A 192.0.2.1"));
        AssertFaults(Start + Lines(100_000, i => $"$INCLUDE file x{i}"), "ZONEFILE-INCLUDE");
    }

    [Fact]
    public void Lines_that_make_lines() =>
        AssertFaults(Start
            + Lines(10_000, i => $"$GENERATE 1-99999999 g{i}-$ A 192.0.2.1"), "ZONEFILE-GENERATE");

    [Fact]
    public void An_entry_without_end() =>
        AssertFaults($"{Start}x TXT (\n{Lines(10_000_000, _ => "x")}", "ZONEFILE-TOO-LARGE");

    // Or else all of the above would say nothing.
    [Fact]
    public void The_kernel_refuses_a_process_more_than_the_limit()
    {
        string path = _directory.Write("zone", Start);
        Assert.Equal(0, Run(path, MostKibibytes).ExitCode);
        Assert.NotEqual(0, Run(path, 16 << 10).ExitCode);
    }

    private static string Lines(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static void AppendSignatures(
        StringBuilder text, string owner, string covered, int labels, int tag, int count)
    {
        byte[] signature = new byte[256];
        for (int i = 0; i < count; i++)
        {
            // Each asks for other octets to be hashed, by its original TTL.
            BitConverter.TryWriteBytes(signature, i);
            text.Append(CultureInfo.InvariantCulture,
                $"{owner} RRSIG {covered} 8 {labels} {i} 20270101000000 ")
                .Append(CultureInfo.InvariantCulture, $"20261001000000 {tag} @ ")
                .Append(Convert.ToBase64String(signature)).Append('\n');
        }
    }

    private void AssertFaults(string text, params string[] codes)
    {
        ForeignRun run = Run(_directory.Write("zone", text), MostKibibytes);
        Assert.True(run.ExitCode == (int)ExitStatus.Refused, $"{run.ExitCode}: {run.Error}");
        Assert.All(codes, code => Assert.Contains($"[{code}]", run.Output, StringComparison.Ordinal));
        Assert.InRange(run.Output.Length, 1, 64 << 10);
    }

    private static ForeignRun Run(string path, int kibibytes) => ForeignTool.Run(new ForeignCommand(
        "sh",
        [
            "-c", $"ulimit -d {kibibytes}; ulimit -t {MostSeconds}; exec \"$0\" \"$@\"",
            Path.Combine(AppContext.BaseDirectory, "verifyzone"), path,
            "--origin", "example.", "--time", "20261115000000",
        ]));
}
