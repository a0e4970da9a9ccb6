using Dhmad.Api.Commands;

return await CommandLine.RunAsync(args);
