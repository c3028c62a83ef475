namespace DnssecToolkit.Zones;

/// <summary>Which types of the input are left out of a zone; the pages after the input's are taken
/// whole.</summary>
/// <param name="Everywhere">Types that no name keeps.</param>
/// <param name="AtApex">Types that the apex does not keep.</param>
/// <param name="InputPages">How many pages are the input's: the first ones.</param>
internal sealed record OmittedTypes(RRTypeSet Everywhere, RRTypeSet AtApex, int InputPages)
{
    private static readonly RRTypeSet Nothing = new();

    /// <summary>What is left out of a page.</summary>
    public (RRTypeSet Everywhere, RRTypeSet AtApex) Of(int page) =>
        page < InputPages ? (Everywhere, AtApex) : (Nothing, Nothing);
}
