namespace DnssecToolkit.Schedule.Moves;

/// <summary>Which ZSK is not to be trusted, in IANA's words.</summary>
public enum CompromisedZsk
{
    /// <summary>Those that sign no longer.</summary>
    Old,

    /// <summary>The one that signs.</summary>
    Active,

    /// <summary>Those that do not sign yet.</summary>
    New,
}
