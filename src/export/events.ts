/** What of TensorBoard's event.proto and summary.proto scalars need. */
const DEFINITION = {
  nested: {
    Event: {
      fields: {
        wallTime: { id: 1, type: "double" },
        step: { id: 2, type: "int64" },
        fileVersion: { id: 3, type: "string" },
        summary: { id: 5, type: "Summary" },
      },
    },
    Summary: { fields: { value: { rule: "repeated", id: 1, type: "Value" } } },
    Value: { fields: { tag: { id: 1, type: "string" }, simpleValue: { id: 2, type: "float" } } },
  },
};

/** The figures of a moment. */
export interface ScalarEvent {
  readonly step: number;
  /** Values by tag. */
  readonly values: Readonly<Record<string, number>>;
}

/** Makes a file of events as TensorBoard's readers want it. `wallTime` is in seconds since 1970, one for all events. */
type EncodeEvents = (events: readonly ScalarEvent[], wallTime: number) => Buffer;

/** Its libraries are loaded here: no other command needs them. */
export async function eventsEncoder(): Promise<EncodeEvents> {
  const [{ default: protobuf }, { default: CRC32C }] = await Promise.all([
    import("protobufjs/light.js"),
    import("crc-32/crc32c.js"),
  ]);
  const Event = protobuf.Root.fromJSON(DEFINITION).lookupType("Event");
  const recordOf = (fields: object) => framed(Event.encode(fields).finish(), (data) => CRC32C.buf(data) >>> 0);
  return (events, wallTime) => {
    const records = events.map(({ step, values }) => {
      const value = Object.entries(values).map(([tag, simpleValue]) => ({ tag, simpleValue }));
      return recordOf({ wallTime, step, summary: { value } });
    });
    return Buffer.concat([recordOf({ wallTime, fileVersion: "brain.Event:2" }), ...records]);
  };
}

/** A TFRecord: the length and the data, each with its checksum. */
function framed(data: Uint8Array, crc: (data: Uint8Array) => number): Buffer {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length), 0);
  head.writeUInt32LE(masked(crc(head.subarray(0, 8))), 8);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(masked(crc(data)), 0);
  return Buffer.concat([head, data, tail]);
}

/** CRC-32C, turned and shifted: a checksum of data that hold checksums is no good otherwise. */
const masked = (crc: number) => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
