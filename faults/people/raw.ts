/** Plain clients by the hundred, with the stock library and the public protocol, without the client of this project. */
import {io, type Socket} from 'socket.io-client';
import {waitSecondsOf, type ErrorCode} from '../../src/shared/errors.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import type {Answer, Params, Payload, RequestName} from '../../src/shared/protocol.ts';
import {pause} from '../waiting.ts';

export interface RawClient {
  readonly socket: Socket;
  ask<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Answer<Name>>;
  onEntries(listener: (payload: Payload<'entriesAppended'>) => void): void;
  close(): void;
}

const ANSWER_MS_MAX = 60_000;

/** Why a connection was not let in. */
export class Refused extends Error {
  readonly code: ErrorCode | undefined;
  /** Seconds to wait, where the server says so. */
  readonly detail: string;

  constructor(message: string, data: {code?: ErrorCode; detail?: string} = {}, options: ErrorOptions = {}) {
    super(message, options);
    this.code = data.code;
    this.detail = data.detail ?? '';
  }
}

/** Connected and with an open session; waits for its turn where the server asks for that, and tells. @throws Refused */
export async function openRaw(
  url: string,
  token: string,
  {onTold, ...from}: {onTold?: (waitSeconds: number) => void} & From = {},
): Promise<RawClient> {
  for (;;) {
    try {
      return await openSession(await openAnonymous(url, token, from));
    } catch (error) {
      const waitSeconds = error instanceof Refused ? waitSecondsOf(error.code ?? 'internal', error.detail) : 0;
      if (waitSeconds === 0) throw error;
      onTold?.(waitSeconds);
      await pause((waitSeconds + Math.random()) * 1_000);
    }
  }
}

interface From {
  /** From where it seems to come. */
  localAddress?: string | undefined;
  /** For servers with a certificate of their own making. */
  takesAnyKey?: boolean | undefined;
}

/** Connected, no more. @throws Refused */
export async function openAnonymous(
  url: string,
  token?: string,
  {localAddress, takesAnyKey = false}: From = {},
): Promise<RawClient> {
  const socket = io(url, {
    ...(takesAnyKey && {rejectUnauthorized: false}),
    ...(localAddress !== undefined && {localAddress}),
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: ANSWER_MS_MAX,
    auth: {
      protocolVersion: PROTOCOL_VERSION,
      programVersion: 'faults',
      deviceName: 'raw',
      ...(token !== undefined && {token}),
    },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & {data?: {code?: ErrorCode; detail?: string}}) => {
      socket.close();
      reject(new Refused(error.message, error.data, {cause: error}));
    });
  });
  return {
    socket,
    ask: (name, params) =>
      new Promise((resolve, reject) => {
        socket.timeout(ANSWER_MS_MAX).emit(name, params, (failure: Error | null, answer: Answer<typeof name>) => {
          if (failure) reject(failure);
          else resolve(answer);
        });
      }),
    onEntries: listener => void socket.on('entriesAppended', listener),
    close: () => void socket.disconnect(),
  };
}

async function openSession(client: RawClient): Promise<RawClient> {
  const opened = await client.ask('sessionOpen', {});
  if (!opened.ok) {
    client.close();
    throw new Refused('session not opened', opened.error as {code: ErrorCode; detail?: string});
  }
  return client;
}
