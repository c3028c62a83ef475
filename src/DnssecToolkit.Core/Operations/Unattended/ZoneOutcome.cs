namespace DnssecToolkit.Operations.Unattended;

/// <summary>What a run did with a zone.</summary>
public enum ZoneOutcome
{
    /// <summary>Nothing had to be done.</summary>
    Fresh,

    /// <summary>It would have come out the same, so it was left alone.</summary>
    Unchanged,

    /// <summary>A new version is installed and, where there is a server to ask, served.</summary>
    Signed,

    /// <summary>A dry run: it would be signed.</summary>
    Planned,

    /// <summary>An operator said that it is to be left alone.</summary>
    Held,

    /// <summary>Nothing new was installed; the version before stands.</summary>
    Failed,
}
