using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;

return new Tool("keyall", KeyallCommand.Create()).Run(args);
