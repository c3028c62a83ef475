using System.Globalization;
using System.Xml;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Bundles.Formats;

/// <summary>Reads XML into elements: no document type, no entities but XML's own five, nothing from
/// elsewhere, within bounds.</summary>
internal static class KsrTree
{
    private const int MostDepth = 8;
    private const int MostElements = 500_000;
    private const int MostAttributes = 8;
    private const int MostText = 64 << 10;
    private const int MostInName = 1 << 10; // of elements, and in attributes: findings repeat them

    /// <summary>Reads a file.</summary>
    /// <returns>Its outermost element.</returns>
    /// <exception cref="BundleSyntaxException">It is not XML, or has what is not allowed.</exception>
    internal static KsrElement Read(ReadOnlySpan<byte> octets, string file)
    {
        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = BundleFile.MostOctets,
            CloseInput = true,
        };
        try
        {
            using XmlReader reader = XmlReader.Create(new MemoryStream(octets.ToArray()), settings);
            return Read(reader, file);
        }
        catch (XmlException fault)
        {
            throw new BundleSyntaxException(new SourceLocation(file, fault.LineNumber, fault.LinePosition),
                $"not well-formed XML: {Cause(fault)}");
        }
        catch (ArgumentException)
        {
            throw new BundleSyntaxException(new SourceLocation(file),
                "not XML in an encoding that can be read; write it in UTF-8");
        }
    }

    private static KsrElement Read(XmlReader reader, string file)
    {
        KsrElement? root = null;
        Stack<KsrElement> open = new();
        int count = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    KsrElement element = Open(reader, file, open.Count, ++count);
                    root ??= element;
                    (open.TryPeek(out KsrElement? parent) ? parent : null)?.Children.Add(element);
                    if (!reader.IsEmptyElement)
                    {
                        open.Push(element);
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    Append(open.Peek(), reader.Value);
                    break;
                default:
                    break;
            }
        }

        return root ?? throw new BundleSyntaxException(new SourceLocation(file), "there is no element");
    }

    private static KsrElement Open(XmlReader reader, string file, int depth, int count)
    {
        IXmlLineInfo place = (IXmlLineInfo)reader;
        SourceLocation location = new(file, place.LineNumber, place.LinePosition);
        if (depth >= MostDepth || count > MostElements || reader.AttributeCount > MostAttributes)
        {
            throw new BundleSyntaxException(
                CheckCodes.BundleFileLimit, location,
                $"elements more than {MostDepth} deep, more than {MostElements} in all, or with more than {MostAttributes} attributes");
        }

        if (reader.NamespaceURI.Length > 0)
        {
            throw new BundleSyntaxException(location,
                "an element is in a namespace; requests and responses have none");
        }

        DemandShort(reader.LocalName.Length, location);
        KsrElement element = new(reader.LocalName, location);
        for (int i = 0; i < reader.AttributeCount; i++)
        {
            reader.MoveToAttribute(i);
            DemandShort(Math.Max(reader.Name.Length, reader.Value.Length), location);
            element.Set(reader.Name, reader.Value);
            if (reader.Value.Any(IsUnprintable))
            {
                throw element.Fault($"attribute '{reader.Name}' has a character that is not printed");
            }
        }

        reader.MoveToElement();
        return element;
    }

    private static void DemandShort(int length, SourceLocation location)
    {
        if (length > MostInName)
        {
            throw new BundleSyntaxException(CheckCodes.BundleFileLimit, location,
                $"a name or an attribute has more than {MostInName} characters");
        }
    }

    private static void Append(KsrElement element, string text)
    {
        if (element.Text.Length + text.Length > MostText)
        {
            throw new BundleSyntaxException(CheckCodes.BundleFileLimit, element.Location,
                $"<{element.Name}> has more than {MostText >> 10} KiB of text");
        }

        element.Text.Append(text);
    }

    // The library's messages end with the place, which a finding has already.
    private static string Cause(XmlException fault)
    {
        int place = fault.Message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return (place < 0 ? fault.Message : fault.Message[..place]).TrimEnd('.');
    }

    // Names of requests, bundles and keys are shown to witnesses: a line's end in one could pass for a line of
    // ours.
    private static bool IsUnprintable(char character) =>
        CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
