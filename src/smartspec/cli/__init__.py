"""The command line: parse, call, show. No arithmetic."""
