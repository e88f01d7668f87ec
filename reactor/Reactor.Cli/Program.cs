// The command line: see Commands/.
Console.WriteLine("reactor");
