"""The command line: options, one Scout method, render. Nobody imports this room."""
