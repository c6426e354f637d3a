/** Answers requests about encrypted conversations: encrypts what is sent, decrypts what is received. */
import {ChatError} from '../../../shared/errors.ts';
import {type Entry, hasWords} from '../../../shared/entries/entry.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import type {Params, RequestName} from '../../../shared/protocol.ts';
import type {Body} from '../../../shared/sealed/body.ts';
import type {Core} from '../../core/core.ts';
import {showEntries} from '../../core/shownEntries.ts';
import {lockOf} from '../locks.ts';
import {named} from './files.ts';
import {entryOf} from '../../state/room/pieces.ts';
import type {Reading} from '../reading/reading.ts';
import {MEMBERSHIPS} from './memberships.ts';
import type {Sending} from '../sending.ts';
import type {KeySession} from '../session.ts';

export interface AnswerParts {
  reading: Reading;
  sending: Sending;
  session: KeySession;
}

type Answers = {[Name in RequestName]?: (client: Core, params: Params<Name>, parts: AnswerParts) => Promise<unknown>};

const unsupported = (why: string) => () => Promise.reject(new ChatError('sealed-unsupported', why));

/** The entry that a request changes or answers; fetched first if it was not seen yet. */
async function targetOf(client: Core, {roomId, seq}: {roomId: number; seq: number}, {reading, sending}: AnswerParts) {
  try {
    return sending.target(roomId, seq);
  } catch {
    await reading.open(roomId, (await client.line.request('entryShow', {roomId, seqs: [seq]})).entries);
    return sending.target(roomId, seq);
  }
}

/** The text and original sender of a forwarded message. */
async function forwardedFrom(
  client: Core,
  {roomId, seq}: {roomId: number; seq: number},
): Promise<{text: string; forwarded: {sender: string; sentAtMs: number}}> {
  const held = client.getState().roomById[roomId];
  const entry =
    (held && entryOf(held, seq)) ??
    (await client.request('entryShow', {roomId, seqs: [seq]})).entries.find(one => one.seq === seq);
  if (entry === undefined || !hasWords(entry)) throw new ChatError('message-not-found');
  const {sender, sentAtMs} = entry.kind === 'message' ? (entry.forwarded ?? entry) : entry;
  return {text: entry.text, forwarded: {sender, sentAtMs}};
}

async function send(client: Core, params: Params<'messageSend'>, parts: AnswerParts): Promise<unknown> {
  const {roomId, clientMsgId, kind, text, replyTo, threadOf, forwardOf} = params;
  const place = (seq: number) => targetOf(client, {roomId, seq}, parts);
  const passed = forwardOf === undefined ? undefined : await forwardedFrom(client, forwardOf);
  const body: Body = {
    type: kind,
    text: passed?.text ?? text,
    sentAtMs: client.options.now(),
    ...(replyTo !== undefined && {replyTo: await place(replyTo)}),
    ...(threadOf !== undefined && {threadOf: await place(threadOf)}),
    ...(passed !== undefined && {forwarded: passed.forwarded}),
  };
  return parts.sending.send({roomId, clientMsgId, body});
}

/**
 * Marks the room as encrypted before its decrypted entries are shown: the local history must not store them in plaintext,
 * even if the server omits `conv`.
 */
function showSealed(client: Core, roomId: number, {session}: AnswerParts): void {
  const one = client.getState().roomById[roomId];
  if (one === undefined || one.lock?.kind === 'sealed') return;
  const lock = lockOf(one.room, session, {isSealed: true, encryptsNew: false, isKeyless: false, refusal: undefined});
  if (lock !== undefined) client.dispatch({type: 'lockChanged', roomId, lock});
}

type AboutMessage = {roomId: number; seq: number; clientMsgId: string};
const change =
  <Of extends AboutMessage>(bodyOf: (params: Of, of: {seq: number; hash: string}) => Record<string, unknown>) =>
  async (client: Core, params: Of, parts: AnswerParts): Promise<unknown> => {
    const {roomId, clientMsgId} = params;
    const of = await targetOf(client, params, parts);
    const body = {...bodyOf(params, of), of, sentAtMs: client.options.now()} as Body;
    return parts.sending.send({roomId, clientMsgId, body});
  };

async function remove(client: Core, params: Params<'messageDelete'>, parts: AnswerParts): Promise<unknown> {
  const sealed = await change<Params<'messageDelete'>>(() => ({type: 'delete'}))(client, params, parts);
  const {roomId, seq} = params;
  // The members see the sealed deletion; this request only removes the ciphertext from the server.
  await client.line
    .request('messageDelete', {roomId, seq, clientMsgId: client.options.newId()})
    .catch((error: unknown) => {
      if (!(error instanceof ChatError)) throw error;
    });
  return sealed;
}

/** The original and all edited versions. */
function versionsOf(changes: readonly Entry[], first: Entry | undefined): unknown {
  const edits = changes.filter(entry => entry.kind === 'edited');
  const all = [first, ...edits].flatMap(entry =>
    entry !== undefined && 'text' in entry ? [{text: entry.text, atMs: entry.sentAtMs}] : [],
  );
  return {versions: all};
}

function reactionsOf(changes: readonly Entry[]): unknown {
  const names = new Map<string, Set<string>>();
  for (const entry of changes) {
    if (entry.kind !== 'reacted') continue;
    const of = names.get(entry.emoji) ?? new Set();
    names.set(entry.emoji, of);
    if (entry.isOn) of.add(entry.sender);
    else of.delete(entry.sender);
  }
  const reactions = [...names].filter(([, of]) => of.size > 0);
  return {reactions: reactions.map(([emoji, of]) => ({emoji, count: of.size, names: [...of].toSorted()}))};
}

/** Maximum number of log pages that are searched for the answers of a thread, starting at its first message. */
const THREAD_PAGES_MAX = 25;

async function threadOf(client: Core, {roomId, seq}: Params<'threadList'>): Promise<unknown> {
  const entries: Entry[] = [];
  let afterSeq = seq;
  for (let pages = 0; pages < THREAD_PAGES_MAX; pages++) {
    const page = await client.request('entryList', {roomId, afterSeq, limit: FIXED_LIMITS.pageSizeMax});
    entries.push(...page.entries.filter(entry => entry.kind === 'message' && entry.threadOf === seq));
    const last = page.entries.at(-1)?.seq;
    if (last === undefined || last >= page.lastSeq) break;
    afterSeq = last;
  }
  return {entries: entries.slice(-FIXED_LIMITS.pageSizeMax), hasMore: false};
}

/** Pinned messages, newest first. */
async function pinsOf(client: Core, roomId: number, reading: Reading): Promise<unknown> {
  const changed = await reading.open(roomId, await showEntries(client.line, roomId, reading.changedIn(roomId)));
  const found = changed.filter(({became}) => became?.pinnedBy !== undefined);
  return {entries: found.toSorted((one, other) => other.seq - one.seq).slice(0, FIXED_LIMITS.pageSizeMax)};
}

/** Requests that are handled one after the other in each room. */
export const WRITES: ReadonlySet<RequestName> = new Set<RequestName>([
  'messageSend',
  'messageEdit',
  'messageDelete',
  'reactionSet',
  'pinSet',
  'fileOffer',
  'topicSet',
  'roomDescribe',
  'roomInvite',
  'roomLeave',
  'memberRemove',
  'roomRoleSet',
  'roomRulesSet',
]);
export const ANSWERS: Answers = {
  messageSend: send,
  messageEdit: change<Params<'messageEdit'>>(({text}) => ({type: 'edit', text})),
  messageDelete: remove,
  reactionSet: change<Params<'reactionSet'>>(({emoji, isOn}) => ({type: 'react', emoji, isOn})),
  pinSet: change<Params<'pinSet'>>(({isOn}) => ({type: 'pin', isOn})),
  async entryList(client, params, parts) {
    const page = await client.line.request('entryList', params);
    const entries = await parts.reading.open(params.roomId, page.entries);
    showSealed(client, params.roomId, parts);
    return {...page, entries};
  },
  async entryShow(client, params, parts) {
    const {entries: found} = await client.line.request('entryShow', params);
    const entries = await parts.reading.open(params.roomId, found);
    showSealed(client, params.roomId, parts);
    return {entries};
  },
  threadList: threadOf,
  pinList: (client, {roomId}, {reading}) => pinsOf(client, roomId, reading),
  reactionList: async (_client, {roomId, seq}, {reading}) => reactionsOf(await reading.changesOf(roomId, seq)),
  async versionList(client, {roomId, seq}, {reading}) {
    const {entries} = await client.line.request('entryShow', {roomId, seqs: [seq]});
    const [first] = await reading.open(roomId, entries, {isRaw: true});
    return versionsOf(await reading.changesOf(roomId, seq), first);
  },
  ...MEMBERSHIPS,
  fileOffer: unsupported('Send it once more.'),
  async fileList(client, params, parts) {
    const page = await client.line.request('fileList', params);
    const files = [];
    for (const file of page.files) files.push(await named(parts, file));
    return {...page, files};
  },
  plannedAdd: (client, params) =>
    params.kind === 'reminder'
      ? client.line.request('plannedAdd', params)
      : unsupported(
          'What is sent later would lie on the server, readable, until then. A reminder tells you when to send it.',
        )(),
};
