using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration;

/// <summary>A part of the configuration's text, with its place.</summary>
/// <param name="Location">Where it begins.</param>
internal abstract record ConfigurationNode(SourceLocation Location);

/// <summary>A single value; YAML's types are not used, each key knows its own form.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Text">The text, without quotes.</param>
internal sealed record ScalarNode(SourceLocation Location, string Text) : ConfigurationNode(Location);

/// <summary>A list.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Items">What is in it.</param>
internal sealed record ListNode(SourceLocation Location, IReadOnlyList<ConfigurationNode> Items)
    : ConfigurationNode(Location);

/// <summary>A mapping.</summary>
/// <param name="Location">Where it begins.</param>
/// <param name="Members">Keys, where each stands, and what it has; in their order.</param>
internal sealed record MappingNode(
    SourceLocation Location, IReadOnlyList<(ScalarNode Key, ConfigurationNode Value)> Members)
        : ConfigurationNode(Location);
