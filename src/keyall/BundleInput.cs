using DnssecToolkit.Bundles;

namespace DnssecToolkit.Keyall;

/// <summary>A file that came from the other side.</summary>
/// <param name="Path">Its path as the operator named it.</param>
/// <param name="Octets">What it holds.</param>
/// <param name="Content">What that says.</param>
/// <param name="Manifest">The manifest beside it, or null.</param>
/// <param name="ManifestOctets">What that file holds.</param>
internal sealed record BundleInput<T>(string Path, byte[] Octets, T Content, BundleManifest? Manifest,
    byte[] ManifestOctets)
{
    /// <summary>The SHA-256 of the manifest in hex, or null.</summary>
    internal string? ManifestDigest => Manifest is null ? null : BundleManifest.DigestOf(ManifestOctets);

    /// <summary>The manifest's path.</summary>
    internal string ManifestPath => Path + BundleManifest.Ending;

    /// <summary>Its SHA-256 in hex.</summary>
    internal string Digest => BundleManifest.DigestOf(Octets);
}
