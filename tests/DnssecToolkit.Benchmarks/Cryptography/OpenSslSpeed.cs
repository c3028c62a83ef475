using System.Diagnostics;
using System.Globalization;

namespace DnssecToolkit.Benchmarks.Cryptography;

/// <summary><c>openssl speed</c>, which counts processor time.</summary>
internal static class OpenSslSpeed
{
    /// <summary>Single verifications a second and processor.</summary>
    /// <param name="name">What <c>openssl speed</c> calls the algorithm: <c>ecdsap256</c>.</param>
    internal static double VerificationsPerSecond(string name)
    {
        ProcessStartInfo start = new("openssl", ["speed", "-seconds", "1", name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process openssl = Process.Start(start)!;
        openssl.ErrorDataReceived += static (_, _) => { };
        openssl.BeginErrorReadLine();
        string report = openssl.StandardOutput.ReadToEnd();
        openssl.WaitForExit();

        // The last line ends in: seconds a signature, seconds a verification, signatures a second,
        // verifications a second.
        string last = report.TrimEnd().Split('\n')[^1];
        return double.Parse(last.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1],
            CultureInfo.InvariantCulture);
    }
}
