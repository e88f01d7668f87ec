using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Reactor.Testing.Dapr;

/// <summary>The methods of the service <c>dapr.proto.runtime.v1.Dapr</c> that publish. Dapr.Protos has its messages but no server base, so it is bound by hand.</summary>
/// <remarks>The gRPC server finds handlers by name and only takes virtual ones.</remarks>
[BindServiceMethod(typeof(DaprService), nameof(Bind))]
public class DaprService
{
    private const string ServiceName = "dapr.proto.runtime.v1.Dapr";
    private readonly DaprStandIn? _sidecar;

    internal DaprService(DaprStandIn sidecar) => _sidecar = sidecar;

    private DaprStandIn Sidecar => _sidecar ?? throw new InvalidOperationException("the service is only bound");

    /// <summary>Called by the gRPC server to learn the methods; <paramref name="service"/> is null then, and the handlers are found by name.</summary>
    public static void Bind(ServiceBinderBase binder, DaprService? service)
    {
        Add<PublishEventRequest, Empty>(binder, "PublishEvent", service is null ? null : service.PublishEvent);
        Add<BulkPublishRequest, BulkPublishResponse>(binder, "BulkPublishEvent", service is null ? null : service.BulkPublishEvent);
        Add<BulkPublishRequest, BulkPublishResponse>(binder, "BulkPublishEventAlpha1", service is null ? null : service.BulkPublishEventAlpha1);
    }

    public virtual async Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context)
    {
        await Sidecar.BeginCallAsync(request.PubsubName, isBulk: false, context);
        Sidecar.Accept([new PublishedEvent(
            request.PubsubName, request.Topic, request.DataContentType, request.Data.ToByteArray(), new Dictionary<string, string>(request.Metadata), IsBulk: false)]);
        return new Empty();
    }

    public virtual async Task<BulkPublishResponse> BulkPublishEvent(BulkPublishRequest request, ServerCallContext context)
    {
        var failure = await Sidecar.BeginCallAsync(request.PubsubName, isBulk: true, context);
        var response = new BulkPublishResponse();
        var accepted = new List<PublishedEvent>(request.Entries.Count);
        for (var i = 0; i < request.Entries.Count; i++)
        {
            var entry = request.Entries[i];
            if (failure is not null && failure.Entries.Contains(i))
            {
                response.FailedEntries.Add(new BulkPublishResponseFailedEntry { EntryId = entry.EntryId, Error = failure.Detail });
            }
            else
            {
                accepted.Add(new PublishedEvent(
                    request.PubsubName, request.Topic, entry.ContentType, entry.Event.ToByteArray(), new Dictionary<string, string>(entry.Metadata), IsBulk: true));
            }
        }

        Sidecar.Accept(accepted);
        return response;
    }

    public virtual Task<BulkPublishResponse> BulkPublishEventAlpha1(BulkPublishRequest request, ServerCallContext context) => BulkPublishEvent(request, context);

    private static void Add<TRequest, TResponse>(ServiceBinderBase binder, string name, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        binder.AddMethod(new Method<TRequest, TResponse>(MethodType.Unary, ServiceName, name, MarshallerOf<TRequest>(), MarshallerOf<TResponse>()), handler);

    private static Marshaller<T> MarshallerOf<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return Marshallers.Create(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
    }
}
