namespace DnssecToolkit.Backup;

/// <summary>A word for each octet, so that a share can be written down, read aloud and typed.</summary>
/// <remarks>Of four letters at least, in alphabetical order; the first three letters tell every word from the
/// others, and any two differ in
/// two letters at least. Part of the format: never changed.</remarks>
internal static class ShareWords
{
    /// <summary>How many letters tell a word from all others.</summary>
    internal const int Telling = 3;

    private const string List = """
        acorn actor adobe agent alarm album alder alpine
        amber anchor angle apple april arch arena arrow
        atlas attic autumn avenue axle azure bacon badge
        bagel bamboo banjo barley basil beaver bench berry
        bishop bottle bread bridge bronze brush bucket bugle
        butter cabin cactus camel candle carbon castle cedar
        cello cement chalk cherry cider circus citrus clover
        cobalt coffee comet copper coral cotton cradle daisy
        dancer debate delta denim desert dinner doctor donkey
        dragon drum dune dwarf eagle easel echo elbow
        engine errand estate fabric falcon farmer fence fiddle
        finger flame flute forest fossil frost fungus galaxy
        garden gentle globe goblet guitar gypsum habit hammer
        harbor hazel hedge helmet hippo hockey hollow honey
        hotel humble hunter hybrid icon igloo indigo insect
        island ivory jacket jaguar jewel jigsaw jungle jury
        kayak kennel kettle kiwi knight koala ladder lagoon
        laurel lemon lentil lilac linen lizard locket lotus
        lumber lunch lyric magnet mango maple marble meadow
        melon mirror mitten mosaic motor muffin museum myrtle
        napkin nectar needle nickel noodle north novel nugget
        nutmeg nylon oasis oboe ocean olive onion opera
        orange orbit orchid osprey otter oxygen oyster paddle
        palace panda parrot pebble pepper piano pillow pirate
        planet polar poppy puzzle quail quilt rabbit radish
        raven ribbon river roster rubber rudder salmon sandal
        satin school shadow silver sketch smoke sonnet spider
        squash stable summer swan symbol tablet talent teapot
        temple ticket tiger timber toast tomato topaz tulip
        tunnel turtle twig uncle urban valley velvet violin
        viper voyage wagon walnut whale window wolf wonder
        wrench yacht yellow yogurt young zebra zenith zinc
        """;

    private static readonly string[] Words = List.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    // Found by span: a share that is read leaves no strings behind in memory.
    private static readonly Dictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> Octets =
        Words.Select((word, octet) => (word[..Telling], (byte)octet))
            .ToDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All words, by their octets.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>Gives an octet's word.</summary>
    public static string Of(byte octet) => Words[octet];

    /// <summary>Finds a word's octet; case does not count, and neither does what follows its third letter.</summary>
    public static bool TryFind(ReadOnlySpan<char> word, out byte octet)
    {
        octet = 0;
        return word.Length >= Telling && Octets.TryGetValue(word[..Telling], out octet);
    }
}
