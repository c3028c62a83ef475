using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Migration;

/// <summary>A zone that another program signs, and its way to signall.</summary>
internal sealed class Takeover : IDisposable
{
    internal const string Zone = "example";

    internal TemporaryDirectory Files { get; } = new();

    /// <summary>The unsigned zone, whose serial the other program has left behind.</summary>
    internal string Unsigned { get; }

    internal Takeover()
    {
        foreach (string directory in (string[])["keys", "signed", "state", "zones", "work"])
        {
            Directory.CreateDirectory(Files[directory]);
        }

        Unsigned = Files.Write($"zones/{Zone}", string.Concat(
            "$TTL 300\nexample. SOA ns1.example. hostmaster.example. 1 7200 3600 1209600 300\nexample. NS ns1.example.\nns1.example. A 192.0.2.1\n",
            string.Concat(Enumerable.Range(0, 20).Select(i => $"n{i}.example. A 192.0.2.{i}\n"))));
    }

    /// <summary>Keeps the zone as it is served, and the DS of its KSK.</summary>
    internal void Serve(string signed)
    {
        Files.Write("present", signed);
        Files.Write("ds", ForeignTool.Run("dnssec-dsfromkey", "-2", "-f", Files["present"], $"{Zone}.")
            .MustSucceed().Output);
    }

    /// <summary>Takes it over and proves it.</summary>
    internal SignallRun Import(string program, string[] files, params string[] more) => Run(
    [
        "config", "import", "--from", program, .. files, "--state", Files["state"], "--keys", Files["keys"], "--output-directory", Files["signed"],
        "--signed", Files["present"], "--ds", Files["ds"], .. more,
    ]);

    /// <summary>Does what the guide says: puts the configuration and the present zone in their places, runs,
    /// and lets BIND verify.</summary>
    internal void MustGoOn(SignallRun import, string pin = "")
    {
        string text = import.MustSucceed().Output.Replace("file:/etc/dnssec-toolkit/pin", pin,
            StringComparison.Ordinal);
        Files.Write("dnssec.yaml", text.Replace("settle: 2s", "settle: 0s", StringComparison.Ordinal)
            .Replace("server: server", "", StringComparison.Ordinal)); // nobody serves it here
        string output = Files[$"signed/{Zone}"];
        if (!File.Exists(output))
        {
            File.Copy(Files["present"], output);
        }

        string before = ForeignTool.Run("ldns-read-zone", output).MustSucceed().Output;
        Run(["run", "--config", Files["dnssec.yaml"], "--force"]).MustSucceed();
        ForeignTool.Run("dnssec-verify", "-q", "-o", Zone, output).MustSucceed();
        string after = ForeignTool.Run("ldns-read-zone", output).MustSucceed().Output;
        Assert.Equal(KeysOf(before), KeysOf(after));
        Assert.True(SerialOf(after) > SerialOf(before), $"{SerialOf(after)} after {SerialOf(before)}");
        Assert.Equal(File.ReadAllText(Files["ds"]),
            ForeignTool.Run("dnssec-dsfromkey", "-2", "-f", output, $"{Zone}.").MustSucceed().Output);
    }

    internal SignallRun Run(string[] arguments) => SignallRun.Run(() => Clock.Now, arguments);

    internal JsonDocument ImportAsJson(string program, params string[] files) =>
        JsonDocument.Parse(Import(program, files, "--json").MustSucceed().Output);

    private static string[] KeysOf(string zone) =>
        [.. zone.Split('\n').Where(line => line.Contains("\tDNSKEY\t", StringComparison.Ordinal))
            .Select(line => line.Split(';')[0].Split("DNSKEY")[1].Trim()).Order(StringComparer.Ordinal)];

    private static uint SerialOf(string zone) =>
        uint.Parse(zone.Split('\n').First(line => line.Contains("\tSOA\t", StringComparison.Ordinal))
            .Split('\t', ' ')[6], System.Globalization.CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose() => Files.Dispose();
}
