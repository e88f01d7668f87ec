// The official client (@azure/event-hubs) as a user of the stand-in: describes the hub, sends two batches, reads every partition.
// Arguments: connection string, hub, number of events to read in all. Prints one line of JSON.
const { EventHubConsumerClient, EventHubProducerClient, earliestEventPosition } = require("@azure/event-hubs");

const [connectionString, hub, expected] = process.argv.slice(2);
const insert = (id) => ({ op: "insert", node: { id, labels: ["Js"], properties: { from: "javascript" } } });

async function send(producer, options, ids) {
  const batch = await producer.createBatch(options);
  for (const id of ids) {
    if (!batch.tryAdd({ body: insert(id), properties: { id } })) {
      throw new Error(`event ${id} does not fit into a batch of ${batch.maxSizeInBytes} bytes`);
    }
  }
  await producer.sendBatch(batch);
}

function read(consumer, start, count) {
  return new Promise((resolve, reject) => {
    const events = [];
    const subscription = consumer.subscribe(
      {
        processEvents: async (received, context) => {
          for (const event of received) {
            events.push({ partition: context.partitionId, sequence: event.sequenceNumber, body: event.body });
          }
          if (events.length >= count) {
            await subscription.close();
            resolve(events);
          }
        },
        processError: async (error) => reject(error),
      },
      { startPosition: start, maxBatchSize: 50, maxWaitTimeInSeconds: 1 });
  });
}

async function main() {
  const producer = new EventHubProducerClient(connectionString, hub);
  const partitions = await producer.getPartitionIds();
  await send(producer, { partitionId: "0" }, [...Array(10).keys()]);
  await send(producer, { partitionKey: "key" }, [100]);
  const last = (await producer.getPartitionProperties("0")).lastEnqueuedSequenceNumber;
  await producer.close();

  const consumer = new EventHubConsumerClient("$Default", connectionString, hub);
  const all = await read(consumer, earliestEventPosition, Number(expected));
  await consumer.close();
  console.log(JSON.stringify({ partitions, last, all }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
