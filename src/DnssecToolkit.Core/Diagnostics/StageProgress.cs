namespace DnssecToolkit.Diagnostics;

/// <summary>How far a long job is, as it reports through <see cref="IProgress{T}"/>, from any thread and a
/// few times a second at most.</summary>
/// <param name="Stage">What is being done, as a lower-case word for people: <c>reading</c>,
/// <c>signing</c>.</param>
/// <param name="Done">How much of it is done, in the stage's own unit.</param>
/// <param name="Total">How much there is to do, or 0 where that is not known.</param>
public readonly record struct StageProgress(string Stage, long Done, long Total);
