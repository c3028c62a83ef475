namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>The last two octets of a card's answer (ISO/IEC 7816-4 §5.6).</summary>
internal static class StatusWord
{
    internal const int Ok = 0x9000;
    internal const int TriesLeft = 0x63c0;
    internal const int WrongLength = 0x6700;
    internal const int NotAllowed = 0x6982;
    internal const int Blocked = 0x6983;
    internal const int ConditionsNotMet = 0x6986;
    internal const int WrongData = 0x6a80;
    internal const int FileNotFound = 0x6a82;
    internal const int WrongParameters = 0x6a86;
    internal const int ReferenceNotFound = 0x6a88;
    internal const int WrongOffset = 0x6b00;
    internal const int UnknownInstruction = 0x6d00;
    internal const int InternalFault = 0x6f00;
}
