/** One person of a world on one device: a real socket.io client that keeps what it was told. */
import {Agent} from 'node:http';
import {io, type Socket} from 'socket.io-client';
import {PROTOCOL_MINOR, PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {EVENTS, isEventName, REQUESTS} from '../../src/shared/protocol.ts';
import type {Answer, EventName, Params, Payload, RequestName, Result} from '../../src/shared/protocol.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {within} from './suite/deadline.ts';

export type TestEvent = {[Name in EventName]: {name: Name; payload: Payload<Name>}}[EventName];

export interface Device {
  readonly socket: Socket;
  /** Everything told so far, in order. */
  readonly events: readonly TestEvent[];
  /** @throws ChatError with what the server answered */
  readonly request: <Name extends RequestName>(name: Name, params: Params<Name>) => Promise<Result<Name>>;
  /** The error code of a refusal, with its detail after a space; `ok` when it was not refused. */
  readonly codeOf: <Name extends RequestName>(name: Name, params: Params<Name>) => Promise<string>;
  /** Whatever goes over the wire, with whatever comes back. */
  readonly raw: (...packet: readonly unknown[]) => Promise<unknown>;
  /** The first event of the name that fits: one told before and not yet taken by `next`, or a coming one. */
  readonly next: <Name extends EventName>(
    name: Name,
    fits?: (payload: Payload<Name>) => boolean,
  ) => Promise<Payload<Name>>;
  /** All payloads of a name so far. */
  readonly told: <Name extends EventName>(name: Name) => Payload<Name>[];
  /** Resolves when everything this device asked before is answered. */
  readonly settle: () => Promise<void>;
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<string>;
  readonly close: () => Promise<void>;
}

export interface DeviceOptions {
  token?: string | undefined;
  deviceName?: string;
  protocolVersion?: number;
  isProgram?: boolean;
  /** What it can do beyond its minor version; nothing where it is left out. */
  capabilities?: readonly string[];
  /** As a proxy adds them. */
  headers?: Record<string, string>;
  /** Address of this machine that the connection comes from, such as `127.0.0.9`. */
  from?: string;
}

interface Waiter {
  fits: (event: TestEvent) => boolean;
  resolve: (event: TestEvent) => void;
}

/** Rejects with the server's `ChatError` when the handshake is refused. */
export async function connectDevice(url: string, options: DeviceOptions = {}): Promise<Device> {
  const {
    token,
    deviceName = 'test',
    protocolVersion = PROTOCOL_VERSION,
    isProgram,
    headers,
    from,
    capabilities,
  } = options;
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...(headers !== undefined && {extraHeaders: headers}),
    ...(from !== undefined && ({agent: new Agent({localAddress: from})} as object)),
    auth: {
      protocolVersion,
      protocolMinor: PROTOCOL_MINOR,
      programVersion: 'test',
      deviceName,
      ...(capabilities !== undefined && {capabilities}),
      ...(isProgram === undefined ? {} : {isProgram}),
      ...(token === undefined ? {} : {token}),
    },
  });
  const device = toDevice(socket);
  await within(
    'a connection',
    new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', error => {
        socket.close();
        const {data} = error as {data?: {code: ChatError['code']; detail?: string}};
        reject(data === undefined ? error : new ChatError(data.code, data.detail));
      });
    }),
  );
  return device;
}

function toDevice(socket: Socket): Device {
  const events: TestEvent[] = [];
  const taken = new Set<TestEvent>();
  const waiters = new Set<Waiter>();
  const ended = new Promise<string>(resolve => socket.once('disconnect', resolve));
  // Registered before the connection stands, so that nothing is missed.
  socket.onAny((name: string, payload: unknown) => {
    if (!isEventName(name)) throw new Error(`the protocol has no event ${name}`);
    const event = {name, payload: EVENTS[name].parse(payload)} as TestEvent;
    events.push(event);
    for (const waiter of waiters) {
      if (!waiter.fits(event)) continue;
      waiters.delete(waiter);
      taken.add(event);
      waiter.resolve(event);
      return;
    }
  });

  const raw = (...packet: readonly unknown[]) =>
    within(
      `an answer to ${String(packet[0])}`,
      new Promise<unknown>(resolve => socket.emit(...(packet as [string]), resolve)),
    );

  async function request<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Result<Name>> {
    const answer = (await raw(name, params)) as Answer<Name>;
    if (!answer.ok) throw new ChatError(answer.error.code, answer.error.detail);
    return REQUESTS[name].result.parse(answer.data) as Result<Name>;
  }

  return {
    socket,
    events,
    ended: within('the end of a connection', ended, 0),
    raw,
    request,
    async codeOf(name, params) {
      try {
        await request(name, params);
        return 'ok';
      } catch (error) {
        if (error instanceof ChatError) return `${error.code} ${error.detail}`.trim();
        throw error;
      }
    },
    async next(name, fits = () => true) {
      const isMeant = (event: TestEvent) => event.name === name && fits(event.payload as Payload<typeof name>);
      const known = events.find(event => !taken.has(event) && isMeant(event));
      if (known !== undefined) {
        taken.add(known);
        return known.payload as Payload<typeof name>;
      }
      const event = await within(
        `the event ${name}`,
        new Promise<TestEvent>(resolve => waiters.add({fits: isMeant, resolve})),
      );
      return event.payload as Payload<typeof name>;
    },
    told: name => events.filter(event => event.name === name).map(event => event.payload as Payload<typeof name>),
    settle: async () => void (await request('ping', {})),
    async close() {
      if (!socket.connected) return;
      socket.disconnect();
      await ended;
    },
  };
}
