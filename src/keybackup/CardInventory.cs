using System.Text.Json;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Keybackup;

/// <summary>Prints the inventory of cards: serial number, check value of the DKEK, keys with their
/// DS.</summary>
internal static class CardInventory
{
    /// <summary>As text, cards and their keys.</summary>
    internal static void WriteText(TextWriter output, IEnumerable<CardRow> cards)
    {
        foreach (CardRow card in cards)
        {
            output.WriteLine(
                $"{card.Name} serial {card.State.Serial} DKEK {card.State.CheckValue ?? "none: its keys never leave it"}");
            foreach (BackupKey key in card.Keys)
            {
                output.WriteLine($"  {key.Key} {key.Role} has signed there, DS {key.Ds}");
            }
        }
    }

    /// <summary>As JSON.</summary>
    internal static string ToJson(IEnumerable<CardRow> cards) => JsonText.Array(cards, Write);

    private static void Write(Utf8JsonWriter json, CardRow card)
    {
        json.WriteString("card", card.Name);
        json.WriteString("serial", card.State.Serial);
        json.WriteString("checkValue", card.State.CheckValue);
        if (card.State.Shares is { } shares)
        {
            json.WriteNumber("shares", shares);
        }

        json.WriteStartArray("keys");
        foreach (BackupKey key in card.Keys)
        {
            json.WriteStartObject();
            SetReport.WriteKey(json, key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
