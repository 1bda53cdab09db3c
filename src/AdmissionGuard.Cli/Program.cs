using AdmissionGuard.Cli;

return CommandLine.Run(args, Terminal.OfConsole());
