using DnssecToolkit.CommandLine;
using DnssecToolkit.Signall;

return new Tool("signall", SignallCommand.Create()).Run(args);
