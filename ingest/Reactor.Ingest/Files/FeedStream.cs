using System.IO.Compression;
using System.IO.Pipelines;

namespace Reactor.Ingest.Files;

/// <summary>Opens feeds in files and on standard input, unpacking gzip, which is known by its first bytes.</summary>
internal static class FeedStream
{
    private const int ReadBytes = 128 * 1024;

    // Without it the runtime takes a file that was cut off for one that ends there. It reads the switch when it first unpacks anything.
    static FeedStream() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>The unpacked content of a stream, which the result owns.</summary>
    public static async Task<Stream> UnpackAsync(Stream stream, CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBytes));
        var peeked = await pipe.ReadAtLeastAsync(2, cancellationToken);
        var isGzip = IsGzip(peeked.Buffer);
        pipe.AdvanceTo(peeked.Buffer.Start);
        return isGzip ? new GZipStream(pipe.AsStream(), CompressionMode.Decompress) : pipe.AsStream();
    }

    private static bool IsGzip(System.Buffers.ReadOnlySequence<byte> beginning)
    {
        var reader = new System.Buffers.SequenceReader<byte>(beginning);
        return reader.TryRead(out var first) && reader.TryRead(out var second) && first == 0x1f && second == 0x8b;
    }
}
