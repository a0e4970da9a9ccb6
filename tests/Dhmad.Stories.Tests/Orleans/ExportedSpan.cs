using System.Text;

namespace Dhmad.Stories.Tests.Orleans;

/// <summary>A span as it came to a collector.</summary>
/// <param name="Trace">Its trace's id, in hexadecimal digits as all ids here.</param>
/// <param name="Id">Its own.</param>
/// <param name="Parent">That of the span it is in; empty when it is in none.</param>
/// <param name="Name">What was done.</param>
/// <param name="Process">The id of the process that did it.</param>
internal sealed record ExportedSpan(string Trace, string Id, string Parent, string Name, string Process)
{
    /// <summary>Reads an ExportTraceServiceRequest of OpenTelemetry's protocol.</summary>
    public static IEnumerable<ExportedSpan> Read(byte[] body) =>
        from ofProcess in Parts(body, 1)
        let process = ProcessOf(ofProcess)
        from ofSource in Parts(ofProcess, 2)
        from span in Parts(ofSource, 2)
        select new ExportedSpan(
            Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(Parts(span, 5).Single()), process);

    private static string ProcessOf(ReadOnlyMemory<byte> ofProcess) =>
        (from resource in Parts(ofProcess, 1)
         from label in Parts(resource, 1)
         where Text(Parts(label, 1).Single()) == "service.instance.id"
         select Text(Parts(Parts(label, 2).Single(), 1).Single())).Single();

    private static string Hex(ReadOnlyMemory<byte> message, int field) =>
        Convert.ToHexStringLower(Parts(message, field).SingleOrDefault().Span);

    private static string Text(ReadOnlyMemory<byte> part) => Encoding.UTF8.GetString(part.Span);

    /// <summary>The parts of a protobuf message that have this number and a length.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> message, int field)
    {
        while (!message.IsEmpty)
        {
            var key = Number(ref message);
            var length = (key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Number(ref message),
                5 => 4,
                var kind => throw new FormatException($"No protobuf: a part of kind {kind}."),
            };
            if ((key & 7) == 0) Number(ref message);
            if (key == (ulong)((field << 3) | 2)) yield return message[..length];
            message = message[length..];
        }
    }

    private static ulong Number(ref ReadOnlyMemory<byte> message)
    {
        var number = 0UL;
        for (var bits = 0; ; bits += 7)
        {
            var next = message.Span[0];
            message = message[1..];
            number |= (next & 0x7FUL) << bits;
            if (next < 0x80) return number;
        }
    }
}
