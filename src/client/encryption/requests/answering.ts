/**
 * Decides which requests are answered by the client in place of the server, and keeps their order: no request overtakes one
 * that waits for keys.
 */
import type {Entry} from '../../../shared/entries/entry.ts';
import type {Params, RequestName, Result} from '../../../shared/protocol.ts';
import type {Core} from '../../core/core.ts';
import {createSerialQueue} from '../../core/serially.ts';
import {othersIn} from '../locks.ts';
import type {Labels} from '../labels.ts';
import type {Pins} from '../pins.ts';
import type {KeySession} from '../session.ts';
import {ANSWERS, WRITES} from './answers.ts';
import {named} from './files.ts';

interface Parts {
  pins: Pins;
  session: () => Promise<KeySession>;
  isSealed: (roomId: number) => boolean;
  isPossible: () => boolean;
  labels: Pick<Labels, 'refusalOf' | 'refusalNow'>;
  /** Encrypts the conversation if that is possible. @returns whether it is encrypted now */
  beginIfPossible: (roomId: number) => Promise<boolean>;
}

/** `undefined` leaves the request to the server. */
export type Answering = <Request extends RequestName>(
  name: Request,
  params: Params<Request>,
) => Promise<Result<Request>> | undefined;

/** Whether the request sends or schedules a message, which may start the encryption of a conversation. */
const isFirstWord = (name: RequestName, params: object): boolean =>
  name === 'messageSend' || (name === 'plannedAdd' && 'kind' in params && params.kind === 'message');

/** Requests that contain text or a reaction of a person. */
const SAYS: ReadonlySet<RequestName> = new Set<RequestName>([
  'messageSend',
  'messageEdit',
  'reactionSet',
  'pinSet',
  'fileOffer',
  'topicSet',
  'roomDescribe',
  'plannedAdd',
]);
/** Whether the request puts such content into its room; a reminder goes to the person's own notes instead. */
const isSaid = (name: RequestName, params: object): boolean =>
  SAYS.has(name) && !('kind' in params && params.kind === 'reminder');
/** Requests that return entries. */
const READS: ReadonlySet<RequestName> = new Set<RequestName>(['entryList', 'entryShow']);
export const isAboutKeys = ({kind}: Pick<Entry, 'kind'>): boolean => kind === 'sealed' || kind === 'epoch';

const roomIdOf = (params: object): number =>
  'roomId' in params && typeof params.roomId === 'number' ? params.roomId : 0;

export function openAnswering(client: Core, parts: Parts): Answering {
  const {pins, session, isSealed, isPossible, labels, beginIfPossible} = parts;
  const writes = createSerialQueue<number>();

  const answered = async (name: RequestName, params: object, roomId: number): Promise<unknown> => {
    await pins.load();
    const wasSealed = isSealed(roomId);
    const isNow = wasSealed || (isFirstWord(name, params) && (await beginIfPossible(roomId)));
    const refusal = isNow || !isSaid(name, params) ? undefined : await labels.refusalNow(roomId);
    if (refusal !== undefined) throw refusal;
    if (!isNow) return openedLate(name, roomId, await client.line.request(name, params as never));
    const one = await session();
    const {reading, sending} = one;
    const answer = ANSWERS[name] as (client: Core, params: object, parts: object) => Promise<unknown>;
    return answer(client, params, {reading, sending, session: one});
  };
  /** Decrypts the answer when the encryption of the conversation began during the request. */
  const openedLate = async (name: RequestName, roomId: number, found: unknown): Promise<unknown> => {
    if (!READS.has(name) || !isPossible()) return found;
    const page = found as Result<'entryList'>;
    if (!page.entries.some(isAboutKeys)) return found;
    const {reading} = await session();
    return {...page, entries: await reading.open(roomId, page.entries)};
  };
  const showFile = async (params: Params<'fileShow'>) => {
    const view = await client.line.request('fileShow', params);
    return isSealed(view.roomId) ? named(await session(), view) : view;
  };

  return <Request extends RequestName>(name: Request, params: Params<Request>) => {
    if (name === 'fileShow' && isPossible()) return showFile(params as Params<'fileShow'>) as Promise<Result<Request>>;
    const roomId = roomIdOf(params);
    if (roomId <= 0 || ANSWERS[name] === undefined) return undefined;
    const people = othersIn(client.getState().roomById[roomId]?.room);
    const isFirst = isFirstWord(name, params) && people.length > 0 && isPossible();
    // Until the pins are loaded or an earlier write has ended, the request waits here, so that no plaintext leaves and the
    // order is kept.
    const isUnknown = !pins.isLoaded() || writes.ended(roomId) !== undefined;
    const mayBeLate = READS.has(name) && isPossible();
    const isRefused = isSaid(name, params) && labels.refusalOf(roomId) !== undefined;
    if (!(isSealed(roomId) || isFirst || isUnknown || mayBeLate || isRefused)) return undefined;
    const answer = () => answered(name, params, roomId) as Promise<Result<Request>>;
    return WRITES.has(name) ? writes.run(roomId, answer) : answer();
  };
}
