using DnssecToolkit.Bundles;

namespace DnssecToolkit.Keyall;

/// <summary>A file that came from the other side.</summary>
/// <param name="Path">Its path as the operator named it.</param>
/// <param name="Octets">What it holds.</param>
/// <param name="Content">What that says.</param>
/// <param name="Manifest">The manifest beside it, or null.</param>
internal sealed record BundleInput<T>(string Path, byte[] Octets, T Content, BundleManifest? Manifest)
{
    /// <summary>Its SHA-256 in hex.</summary>
    internal string Digest => BundleManifest.DigestOf(Octets);
}
