namespace DnssecToolkit.Planning;

/// <summary>A run of the coming zone's names that one thread plans or signs at a time.</summary>
/// <param name="FirstNode">The first zone node.</param>
/// <param name="EndNode">The zone node after the last.</param>
/// <param name="FirstHash">The first NSEC3 of the chain that falls among them.</param>
/// <param name="EndHash">The NSEC3 after the last.</param>
public readonly record struct WalkBlock(int FirstNode, int EndNode, int FirstHash, int EndHash);
