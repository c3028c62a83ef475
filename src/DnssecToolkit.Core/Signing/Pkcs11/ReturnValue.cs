using System.Globalization;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What a function of a PKCS#11 module gives: a CKR_ value.</summary>
/// <param name="Number">The value.</param>
internal readonly record struct ReturnValue(nuint Number)
{
    private const nuint VendorDefined = 0x8000_0000;

    // These stand for a child process with a module in it; they lie beyond the values that the standard
    // defines, vendors' included.
    internal static readonly ReturnValue HostHung = new(unchecked((nuint)0xFFFF_FFFF_0000_0001));
    internal static readonly ReturnValue HostGone = new(unchecked((nuint)0xFFFF_FFFF_0000_0002));
    internal static readonly ReturnValue HostGarbled = new(unchecked((nuint)0xFFFF_FFFF_0000_0003));
    // in this process, where it cannot be ended
    internal static readonly ReturnValue HostStuck = new(unchecked((nuint)0xFFFF_FFFF_0000_0004));

    internal static readonly ReturnValue CKR_OK = new(0);
    internal static readonly ReturnValue CKR_ATTRIBUTE_SENSITIVE = new(0x11);
    internal static readonly ReturnValue CKR_ATTRIBUTE_TYPE_INVALID = new(0x12);
    internal static readonly ReturnValue CKR_DEVICE_ERROR = new(0x30);
    internal static readonly ReturnValue CKR_DEVICE_REMOVED = new(0x32);
    internal static readonly ReturnValue CKR_FUNCTION_NOT_SUPPORTED = new(0x54);
    internal static readonly ReturnValue CKR_MECHANISM_INVALID = new(0x70);
    internal static readonly ReturnValue CKR_PIN_INCORRECT = new(0xA0);
    internal static readonly ReturnValue CKR_PIN_LOCKED = new(0xA4);
    internal static readonly ReturnValue CKR_SLOT_ID_INVALID = new(0x3);
    internal static readonly ReturnValue CKR_TOKEN_NOT_PRESENT = new(0xE0);
    internal static readonly ReturnValue CKR_SESSION_COUNT = new(0xB1);
    internal static readonly ReturnValue CKR_USER_ALREADY_LOGGED_IN = new(0x100);
    internal static readonly ReturnValue CKR_WRAPPED_KEY_LEN_RANGE = new(0x112);
    internal static readonly ReturnValue CKR_BUFFER_TOO_SMALL = new(0x150);
    internal static readonly ReturnValue CKR_CRYPTOKI_ALREADY_INITIALIZED = new(0x191);

    /// <summary>Whether the function did what it was asked.</summary>
    public bool IsOk => Number == 0;

    /// <summary>What to try, or null.</summary>
    public string? Advice =>
        this == HostStuck
            ? "run without --in-process: what hangs in a process of its own is ended, and the run goes on"
        : IsOfHost ? "the module or its daemon is at fault: see its log, and start the daemon again"
            : Number >= VendorDefined ? "look the number up in the maker's documents and the module's own log"
            : ReturnValueTable.AdviceOn(Number);

    /// <summary>Whether the child process with the module is at fault: it hung, ended, or talked
    /// nonsense.</summary>
    public bool IsOfHost => this == HostHung || this == HostGone || this == HostGarbled || this == HostStuck;

    /// <summary>Gives name, number and meaning, such as <c>CKR_PIN_INCORRECT (0xA0): the PIN is
    /// wrong</c>.</summary>
    public override string ToString()
    {
        if (IsOfHost)
        {
            return this == HostStuck
                ? "the module did not answer in time, and is in this process, where nothing can end it"
                : this == HostHung ? "the module did not answer in time, and its process was ended"
                : this == HostGone ? "the module's process ended by itself"
                    : "the module's process gave an answer that makes no sense, and was ended";
        }

        string number = string.Create(CultureInfo.InvariantCulture, $"0x{(ulong)Number:X}");
        return ReturnValueTable.Find(Number) is { } row ? $"{row.Name} ({number}): {row.Meaning}"
            : Number >= VendorDefined ? $"{number}, a value of the module's maker"
                : $"{number}, a value that is not in the standard";
    }
}
