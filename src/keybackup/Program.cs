using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keybackup;

ProcessPrivacy.Enter();
return new Tool("keybackup", KeybackupCommand.Create()).Run(args);
