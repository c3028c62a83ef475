using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token probe</c>.</summary>
internal sealed class TokenProbeCommand
{
    private readonly TokenAccessOptions _access = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() => _access.AddTo(
        new("probe", "Shows what a token can do for DNSSEC, its profile, and quirks known and found; with a PIN, its keys too"))
        .Does(Probe)
        .WithExample(
            "keyall token probe --token 'pkcs11:token=zone' --module /usr/lib/softhsm/libsofthsm2.so --pin prompt",
            "Show mechanisms and quirks of the token labelled zone, and the URIs of the keys in it.");

    private ExitStatus Probe(ToolRun run)
    {
        Pkcs11Uri uri = _access.UriOf(run);
        using Pkcs11Module module = Pkcs11Module.Open(uri.ModulePath!, _access.Use.HostingOf(run));
        Pkcs11Token token = TokenOptions.OneOf([.. module.Tokens()
            .Where(token => token.IsInitialized && token.Fits(uri))], uri);
        DeviceProfile profile = _access.Use.ProfileOf(run) ?? DeviceProfiles.For(token);
        IReadOnlyList<MechanismSupport> mechanisms = TokenInspection.MechanismsOf(module, token);
        List<string> observed = [.. TokenObservations.Of(module, token, profile)];
        IReadOnlyList<TokenKeyListing>? keys = null;
        if (_access.HasPin(run))
        {
            using OpenTokens tokens = new(_access.UseOf(run));
            TokenConnection connection = tokens.Connect(uri);
            keys = TokenInspection.KeysOf(connection);
            observed.AddRange(TokenObservations.InSession(connection));
        }

        ProbeResult result = new(token, profile, observed, mechanisms, keys);
        if (run.Json)
        {
            WriteJson(run.Console.Output, result);
        }
        else
        {
            WriteText(run.Console.Output, result);
        }

        return ExitStatus.Done;
    }

    private static void WriteText(TextWriter output, ProbeResult found)
    {
        output.WriteLine(found.Token.ToUri().ToString());
        output.WriteLine($"profile: {found.Profile.Name}, {found.Profile.Device}");
        foreach (string quirk in found.Profile.Quirks)
        {
            output.WriteLine($"quirk: {quirk}");
        }

        foreach (string observed in found.Observed)
        {
            output.WriteLine($"found: {observed}");
        }

        foreach (MechanismSupport mechanism in found.Mechanisms)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"mechanism: {mechanism.Name}, keys from {mechanism.MinimumBits} to {mechanism.MaximumBits}"));
        }

        foreach (TokenKeyListing key in found.Keys ?? [])
        {
            output.WriteLine(
                $"key: {key.Uri}, {(key.Algorithms.Count == 0 ? "no key for DNSSEC, or not shown" : Names(key))}");
        }
    }

    private static void WriteJson(TextWriter output, ProbeResult found) =>
        output.WriteLine(JsonText.Object(json =>
        {
            json.WriteString("uri", found.Token.ToUri().ToString());
            json.WriteString("profile", found.Profile.Name);
            WriteTexts(json, "quirks", found.Profile.Quirks);
            WriteTexts(json, "found", found.Observed);
            json.WriteStartArray("mechanisms");
            foreach (MechanismSupport mechanism in found.Mechanisms)
            {
                json.WriteStartObject();
                json.WriteString("name", mechanism.Name);
                json.WriteNumber("minimumBits", mechanism.MinimumBits);
                json.WriteNumber("maximumBits", mechanism.MaximumBits);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (found.Keys is null)
            {
                return;
            }

            json.WriteStartArray("keys");
            foreach (TokenKeyListing key in found.Keys)
            {
                json.WriteStartObject();
                json.WriteString("uri", key.Uri.ToString());
                json.WriteString("algorithms", Names(key));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string Names(TokenKeyListing key) =>
        string.Join(' ', key.Algorithms.Select(algorithm => AlgorithmTraits.Of(algorithm).Mnemonic));

    private sealed record ProbeResult(
        Pkcs11Token Token, DeviceProfile Profile, IReadOnlyList<string> Observed,
        IReadOnlyList<MechanismSupport> Mechanisms, IReadOnlyList<TokenKeyListing>? Keys);
}
