using AdmissionGuard.TestKit.Serving;

return await ServeCommand.RunAsync(args, Console.Out, Console.Error);
