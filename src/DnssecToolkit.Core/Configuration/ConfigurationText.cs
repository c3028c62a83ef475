using System.Text;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DnssecToolkit.Configuration;

/// <summary>Reads YAML into nodes: one document of mappings, lists and values.</summary>
/// <remarks>Anchors, aliases and tags are refused: nothing in a configuration needs them, and a few lines of
/// aliases can stand for gigabytes. So are deep nesting and large files. Keys that stand twice are
/// faults.</remarks>
internal sealed class ConfigurationText
{
    /// <summary>The most octets a configuration may have.</summary>
    internal const int MostOctets = 4 << 20;

    private const int DeepestNesting = 12;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true);

    private readonly string? _file;
    private readonly FindingList _findings;
    private readonly Parser _parser;

    private ConfigurationText(string text, string? file, FindingList findings)
    {
        _file = file;
        _findings = findings;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Gives a file's octets, as many as are read at most.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="hint">What to do where it is not there.</param>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal static ReadOnlySpan<byte> OctetsOf(string path, string what, string hint)
    {
        // A pipe would be waited for.
        if (FileKind.IsSomethingElse(path))
        {
            throw new UsageException($"{path}: {what} cannot be read: it is no regular file", hint);
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] octets = new byte[MostOctets + 1]; // one more than it may have, so that the reader can say so
            return octets.AsSpan(0, file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {what} cannot be read: {e.Message.TrimEnd('.')}", hint, e);
        }
    }

    /// <summary>Reads a file's octets.</summary>
    /// <returns>Null where it is no configuration; why is in the findings.</returns>
    internal static MappingNode? Read(ReadOnlySpan<byte> octets, string? file, FindingList findings)
    {
        if (octets.Length > MostOctets)
        {
            findings.Add(new Finding(
                CheckCodes.ConfigLimit, new SourceLocation(file),
                $"a configuration has at most {MostOctets >> 20} MiB"));
            return null;
        }

        try
        {
            return new ConfigurationText(Utf8.GetString(octets), file, findings).ReadDocument();
        }
        catch (DecoderFallbackException)
        {
            findings.Add(new Finding(CheckCodes.ConfigSyntax, new SourceLocation(file),
                "the text is not UTF-8"));
        }
        catch (RefusedTextException refused)
        {
            findings.Add(refused.Finding);
        }
        catch (YamlException fault)
        {
            findings.Add(new Finding(CheckCodes.ConfigSyntax, PlaceOf(file, fault.Start),
                ClauseOf(fault.Message)));
        }

        return null;
    }

    private MappingNode ReadDocument()
    {
        Next<StreamStart>();
        if (Advance() && _parser.Current is StreamEnd)
        {
            throw Refusal(CheckCodes.ConfigSyntax, default, "the file is empty");
        }

        Advance();
        ConfigurationNode node = ReadNode(depth: 0);
        Next<DocumentEnd>();
        if (Advance() && _parser.Current is not StreamEnd)
        {
            throw Refusal(CheckCodes.ConfigSyntax, _parser.Current!.Start, "a second document begins");
        }

        return node as MappingNode
            ?? throw Refusal(CheckCodes.ConfigSyntax, default,
                "the file is no mapping: it begins with a key such as state:");
    }

    /// <summary>Reads the node at the current event, and leaves its last event as the current one.</summary>
    private ConfigurationNode ReadNode(int depth)
    {
        ParsingEvent current = _parser.Current!;
        if (depth > DeepestNesting)
        {
            throw Refusal(CheckCodes.ConfigLimit, current.Start, $"nested more than {DeepestNesting} deep");
        }

        if (current is AnchorAlias
            || (current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)))
        {
            throw Refusal(
                CheckCodes.ConfigSyntax, current.Start,
                "anchors, aliases and tags (& * !) are not used here; templates do their work");
        }

        return current switch
        {
            Scalar scalar => new ScalarNode(PlaceOf(_file, scalar.Start), scalar.Value),
            SequenceStart => ReadList(current, depth),
            MappingStart => ReadMapping(current, depth),
            _ => throw Refusal(CheckCodes.ConfigSyntax, current.Start,
                "neither a value, nor a list, nor a mapping"),
        };
    }

    private ListNode ReadList(ParsingEvent start, int depth)
    {
        List<ConfigurationNode> items = [];
        while (Advance() && _parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        return new ListNode(PlaceOf(_file, start.Start), items);
    }

    private MappingNode ReadMapping(ParsingEvent start, int depth)
    {
        Dictionary<string, ScalarNode> keys = new(StringComparer.Ordinal);
        List<(ScalarNode Key, ConfigurationNode Value)> members = [];
        while (Advance() && _parser.Current is not MappingEnd)
        {
            SourceLocation place = PlaceOf(_file, _parser.Current!.Start);
            ScalarNode key = ReadNode(depth + 1) as ScalarNode
                ?? throw new RefusedTextException(new Finding(CheckCodes.ConfigSyntax, place,
                    "a key is a single word"));
            Advance();
            ConfigurationNode value = ReadNode(depth + 1);
            if (keys.TryAdd(key.Text, key))
            {
                members.Add((key, value));
                continue;
            }

            _findings.Add(new Finding(
                CheckCodes.ConfigKey, key.Location,
                $"{ConfigurationValue.Shown(key.Text)} stands twice, first in line {keys[key.Text].Location.Line}"));
        }

        return new MappingNode(PlaceOf(_file, start.Start), members);
    }

    // The library's scanner gives up on some texts with exceptions that are meant for its own mistakes.
    private bool Advance()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception e) when (
            e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw Refusal(CheckCodes.ConfigSyntax, _parser.Current?.End
                ?? default, "no YAML: what follows cannot be read");
        }
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (!Advance() || _parser.Current is not T)
        {
            throw Refusal(CheckCodes.ConfigSyntax, _parser.Current?.Start
                ?? default, "the text ends, or goes on, where it should not");
        }
    }

    private RefusedTextException Refusal(CheckCode code, Mark place, string message) =>
        new(new Finding(code, PlaceOf(_file, place), message));

    private static SourceLocation PlaceOf(string? file, Mark place) =>
        new(file, (int)Math.Min(place.Line, int.MaxValue), (int)Math.Min(place.Column, int.MaxValue));

    // The library's messages are sentences, with the place in front in some versions.
    private static string ClauseOf(string message)
    {
        string sentence = message[(message.IndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? at
            + 3 : 0)..].Trim().TrimEnd('.');
        return sentence.Length == 0 ? "no YAML"
            : $"no YAML: {char.ToLowerInvariant(sentence[0])}{ConfigurationValue.Shown(sentence[1..], 120)}";
    }
}
