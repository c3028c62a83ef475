using System.CommandLine;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token probe</c>.</summary>
internal sealed class TokenProbeCommand
{
    private readonly Option<string?> _token = TokenOptions.Token("URI of the token, such as pkcs11:token=LABEL");
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        _token.Required = true;
        return new Command("probe", "Shows what a token can do for DNSSEC, its profile and quirks; with a PIN, its keys too")
        {
            _token, _module, _pin,
        }
        .With(_use)
        .Does(Probe)
        .WithExample(
            "keyall token probe --token 'pkcs11:token=zone' --module /usr/lib/softhsm/libsofthsm2.so --pin prompt",
            "Show mechanisms and quirks of the token labelled zone, and the URIs of the keys in it.");
    }

    private ExitStatus Probe(ToolRun run)
    {
        Pkcs11Uri uri = TokenOptions.UriOf(run.Options.GetRequiredValue(_token)!, run.Options.GetValue(_module));
        using Pkcs11Module module = Pkcs11Module.Open(
            uri.ModulePath ?? throw new UsageException("no module is named", "give --module PATH"), _use.HostingOf(run));
        Pkcs11Token token = TokenOptions.OneOf([.. module.Tokens().Where(token => token.IsInitialized && token.Fits(uri))], uri);
        DeviceProfile profile = DeviceProfiles.For(token);
        IReadOnlyList<MechanismSupport> mechanisms = TokenInspection.MechanismsOf(module, token);
        IReadOnlyList<TokenKeyListing>? keys = null;
        if (run.Options.GetValue(_pin) is not null || uri.PinSource is not null)
        {
            using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1));
            keys = TokenInspection.KeysOf(tokens.Connect(uri));
        }

        if (run.Json)
        {
            WriteJson(run.Console.Output, token, profile, mechanisms, keys);
        }
        else
        {
            WriteText(run.Console.Output, token, profile, mechanisms, keys);
        }

        return ExitStatus.Done;
    }

    private static void WriteText(
        TextWriter output, Pkcs11Token token, DeviceProfile profile, IReadOnlyList<MechanismSupport> mechanisms, IReadOnlyList<TokenKeyListing>? keys)
    {
        output.WriteLine(token.ToUri().ToString());
        output.WriteLine($"profile: {profile.Name}, {profile.Device}");
        foreach (string quirk in profile.Quirks)
        {
            output.WriteLine($"quirk: {quirk}");
        }

        foreach (MechanismSupport mechanism in mechanisms)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"mechanism: {mechanism.Name}, keys from {mechanism.MinimumBits} to {mechanism.MaximumBits}"));
        }

        foreach (TokenKeyListing key in keys ?? [])
        {
            output.WriteLine($"key: {key.Uri}, {(key.Algorithms.Count == 0 ? "no key for DNSSEC, or not shown" : Names(key))}");
        }
    }

    private static void WriteJson(
        TextWriter output, Pkcs11Token token, DeviceProfile profile, IReadOnlyList<MechanismSupport> mechanisms, IReadOnlyList<TokenKeyListing>? keys) =>
        output.WriteLine(JsonText.Object(json =>
        {
            json.WriteString("uri", token.ToUri().ToString());
            json.WriteString("profile", profile.Name);
            json.WriteStartArray("quirks");
            foreach (string quirk in profile.Quirks)
            {
                json.WriteStringValue(quirk);
            }

            json.WriteEndArray();
            json.WriteStartArray("mechanisms");
            foreach (MechanismSupport mechanism in mechanisms)
            {
                json.WriteStartObject();
                json.WriteString("name", mechanism.Name);
                json.WriteNumber("minimumBits", mechanism.MinimumBits);
                json.WriteNumber("maximumBits", mechanism.MaximumBits);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (keys is null)
            {
                return;
            }

            json.WriteStartArray("keys");
            foreach (TokenKeyListing key in keys)
            {
                json.WriteStartObject();
                json.WriteString("uri", key.Uri.ToString());
                json.WriteString("algorithms", Names(key));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));

    private static string Names(TokenKeyListing key) => string.Join(' ', key.Algorithms.Select(algorithm => AlgorithmTraits.Of(algorithm).Mnemonic));
}
