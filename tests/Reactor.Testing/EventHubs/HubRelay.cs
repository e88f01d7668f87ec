using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Reactor.Testing.EventHubs;

/// <summary>
/// Stands between clients and the AMQP listener, for two reasons. It can cut connections as a network does. And it holds back what the
/// listener sends behind the outcome of SASL until the client has opened AMQP: AMQPNetLite sends its header at once, and
/// the official JavaScript client forgets it when it arrives in one piece with the outcome.
/// </summary>
internal sealed class HubRelay : IDisposable
{
    private static readonly byte[] AmqpHeader = [.. "AMQP"u8, 0];

    private readonly int _innerPort;
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Task _accepting;
    private volatile bool _isStopped;

    /// <summary>Starts listening.</summary>
    /// <param name="port">Port for clients; 0 chooses one.</param>
    /// <param name="innerPort">Port of the AMQP listener.</param>
    public HubRelay(int port, int innerPort)
    {
        _innerPort = innerPort;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public void Dispose()
    {
        _isStopped = true;
        _listener.Dispose();
        _accepting.Wait(TimeSpan.FromSeconds(5));
        foreach (var side in _open.Keys)
        {
            side.Dispose();
        }
    }

    private static bool IsSaslOutcome(ReadOnlySpan<byte> frame) => frame.Length > 10 && frame[5] == 1 && frame[8..11].SequenceEqual((byte[])[0, 0x53, 0x44]);

    private async Task AcceptAsync()
    {
        while (!_isStopped)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var inner = new TcpClient();
        _open[client] = _open[inner] = true;
        try
        {
            await inner.ConnectAsync(IPAddress.Loopback, _innerPort);
            client.NoDelay = inner.NoDelay = true;
            var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var up = UpAsync(client.GetStream(), inner.GetStream(), opened);
            var down = DownAsync(inner.GetStream(), client.GetStream(), opened.Task);
            await Task.WhenAny(up, down);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped while connecting.
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
            _open.TryRemove(inner, out _);
        }
    }

    private static async Task UpAsync(NetworkStream client, NetworkStream inner, TaskCompletionSource opened)
    {
        var buffer = new byte[65_536];
        int count;
        while ((count = await client.ReadAsync(buffer)) > 0)
        {
            if (!opened.Task.IsCompleted && buffer.AsSpan(0, count).IndexOf(AmqpHeader) >= 0)
            {
                opened.SetResult();
            }

            await inner.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private static async Task DownAsync(NetworkStream inner, NetworkStream client, Task opened)
    {
        var header = new byte[8];
        await inner.ReadExactlyAsync(header);
        await client.WriteAsync(header);
        byte[] frame;
        do
        {
            var size = new byte[4];
            await inner.ReadExactlyAsync(size);
            frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
            size.CopyTo(frame, 0);
            await inner.ReadExactlyAsync(frame.AsMemory(4));
            await client.WriteAsync(frame);
        }
        while (!IsSaslOutcome(frame));

        await opened;
        await inner.CopyToAsync(client);
    }
}
