using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>Bounds how many causes a check has: a hostile zone may have a million, such as key
/// tags, and no reader for them.</summary>
internal sealed class CauseLimit
{
    /// <summary>The most causes of one check that are kept apart.</summary>
    public const int Maximum = 64;

    private const string Others = "others";

    private readonly Dictionary<CheckCode, int> _counts = [];

    /// <summary>Takes a cause that is new.</summary>
    /// <returns>The cause under which it is to be counted: its own, or that of all others.</returns>
    public string Admit(CheckCode code, string cause)
    {
        int count = _counts.GetValueOrDefault(code);
        if (cause.Length > 0 && cause != Others && count >= Maximum)
        {
            return Others;
        }

        _counts[code] = count + 1;
        return cause;
    }
}
