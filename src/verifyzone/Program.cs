using DnssecToolkit.CommandLine;
using DnssecToolkit.Verifyzone;

return new Tool("verifyzone", VerifyzoneCommand.Create()).Run(args);
