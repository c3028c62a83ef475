namespace DnssecToolkit.Configuration.Import;

/// <summary>Where things are to be that another program's configuration does not name.</summary>
/// <param name="State">The state directory.</param>
/// <param name="Keys">The directory of keys in BIND's form, for keys that have another form there.</param>
/// <param name="Signed">The directory of signed zone files, for zones that have none of their own
/// there.</param>
public sealed record ImportPlaces(string State, string Keys, string Signed);
