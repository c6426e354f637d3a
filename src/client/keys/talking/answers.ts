/** Requests about encrypted conversations, answered here where the server cannot: sealed on the way out, opened on the way in. */
import {ChatError} from '../../../shared/errors.ts';
import {changedSeqOf, type Entry} from '../../../shared/entries/entry.ts';
import type {Params, RequestName} from '../../../shared/protocol.ts';
import type {Body} from '../../../shared/sealed/body.ts';
import type {Core} from '../../core/core.ts';
import {named} from './files.ts';
import {entryOf, heldEntries} from '../../state/room/pieces.ts';
import type {Reading} from './reading.ts';
import type {Sending} from './sending.ts';

export interface Answering {
  reading: Reading;
  sending: Sending;
}

type Answers = {[Name in RequestName]?: (client: Core, params: Params<Name>, parts: Answering) => Promise<unknown>};

const unsupported = (why: string) => () => Promise.reject(new ChatError('sealed-unsupported', why));

/** What is here of a room's log. */
const heldOf = (client: Core, roomId: number): readonly Entry[] => {
  const one = client.getState().roomById[roomId];
  return one === undefined ? [] : heldEntries(one);
};

/** Seen before it is spoken of: else it is fetched first. */
async function targetOf(client: Core, {roomId, seq}: {roomId: number; seq: number}, {reading, sending}: Answering) {
  try {
    return sending.target(roomId, seq);
  } catch {
    await reading.open(roomId, (await client.line.request('entryShow', {roomId, seqs: [seq]})).entries);
    return sending.target(roomId, seq);
  }
}

/** What was said elsewhere, as it is passed on. */
async function forwardedFrom(
  client: Core,
  {roomId, seq}: {roomId: number; seq: number},
): Promise<{text: string; forwarded: {sender: string; sentAtMs: number}}> {
  const held = client.getState().roomById[roomId];
  const entry =
    (held && entryOf(held, seq)) ??
    (await client.request('entryShow', {roomId, seqs: [seq]})).entries.find(one => one.seq === seq);
  if (entry?.kind !== 'message' && entry?.kind !== 'action') throw new ChatError('message-not-found');
  const {sender, sentAtMs} = entry.kind === 'message' ? (entry.forwarded ?? entry) : entry;
  return {text: entry.text, forwarded: {sender, sentAtMs}};
}

async function send(client: Core, params: Params<'messageSend'>, parts: Answering): Promise<unknown> {
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

type Deed = {roomId: number; seq: number; clientMsgId: string};
const change =
  <Of extends Deed>(bodyOf: (params: Of, of: {seq: number; hash: string}) => Record<string, unknown>) =>
  async (client: Core, params: Of, parts: Answering): Promise<unknown> => {
    const {roomId, clientMsgId} = params;
    const of = await targetOf(client, params, parts);
    const body = {...bodyOf(params, of), of, sentAtMs: client.options.now()} as Body;
    return parts.sending.send({roomId, clientMsgId, body});
  };

async function remove(client: Core, params: Params<'messageDelete'>, parts: Answering): Promise<unknown> {
  const sealed = await change<Params<'messageDelete'>>(() => ({type: 'delete'}))(client, params, parts);
  const {roomId, seq} = params;
  // The members know it by now; the server only keeps no more of what it could not read.
  await client.line
    .request('messageDelete', {roomId, seq, clientMsgId: client.options.newId()})
    .catch((error: unknown) => {
      if (!(error instanceof ChatError)) throw error;
    });
  return sealed;
}

/** As it was at first, and after each edit, as far as they are here. */
function versionsOf(client: Core, {roomId, seq}: Params<'versionList'>, first: Entry | undefined): unknown {
  const edits = heldOf(client, roomId).filter(entry => entry.kind === 'edited' && entry.of === seq);
  const all = [first, ...edits].flatMap(entry =>
    entry !== undefined && 'text' in entry ? [{text: entry.text, atMs: entry.sentAtMs}] : [],
  );
  return {versions: all};
}

function reactionsOf(client: Core, {roomId, seq}: Params<'reactionList'>): unknown {
  const names = new Map<string, Set<string>>();
  for (const entry of heldOf(client, roomId)) {
    if (entry.kind !== 'reacted' || changedSeqOf(entry) !== seq) continue;
    const of = names.get(entry.emoji) ?? new Set();
    names.set(entry.emoji, of);
    if (entry.isOn) of.add(entry.sender);
    else of.delete(entry.sender);
  }
  const reactions = [...names].filter(([, of]) => of.size > 0);
  return {reactions: reactions.map(([emoji, of]) => ({emoji, count: of.size, names: [...of].toSorted()}))};
}

export const ANSWERS: Answers = {
  messageSend: send,
  messageEdit: change<Params<'messageEdit'>>(({text}) => ({type: 'edit', text})),
  messageDelete: remove,
  reactionSet: change<Params<'reactionSet'>>(({emoji, isOn}) => ({type: 'react', emoji, isOn})),
  pinSet: change<Params<'pinSet'>>(({isOn}) => ({type: 'pin', isOn})),
  async entryList(client, params, {reading}) {
    const page = await client.line.request('entryList', params);
    return {...page, entries: await reading.open(params.roomId, page.entries)};
  },
  async entryShow(client, params, {reading}) {
    const {entries} = await client.line.request('entryShow', params);
    return {entries: await reading.open(params.roomId, entries)};
  },
  async threadList(client, {roomId, seq}) {
    const entries = heldOf(client, roomId).filter(entry => entry.kind === 'message' && entry.threadOf === seq);
    return {entries, hasMore: false};
  },
  async pinList(client, {roomId}) {
    const pinned = heldOf(client, roomId).filter(({became}) => became?.pinnedBy !== undefined);
    return {entries: pinned.toReversed()};
  },
  reactionList: async (client, params) => reactionsOf(client, params),
  async versionList(client, params, {reading}) {
    const {entries} = await client.line.request('entryShow', {roomId: params.roomId, seqs: [params.seq]});
    const [first] = await reading.open(params.roomId, entries, {isRaw: true});
    return versionsOf(client, params, first);
  },
  topicSet: unsupported('Its topic would be readable for the server.'),
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
      : unsupported('What is sent later would lie on the server, readable, until then.')(),
};
