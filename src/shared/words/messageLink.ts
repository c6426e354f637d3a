/**
 * Links to messages: `#room/12` and `@name/12` on the same server, `chat-tui://HOST[:PORT]/#room/12` from anywhere, `chat-tuis`
 * where the connection is encrypted. Parsing one has no effect; whoever opens it decides.
 */
import {parseAddress} from '../address.ts';
import {ChatError} from '../errors.ts';
import {ROOM_NAME_PATTERN} from '../fields.ts';
import {NAME_PATTERN} from '../access/loginName.ts';
import {DEFAULT_PORT} from '../limits.ts';
import {withoutCode} from '../text/code.ts';

export interface MessageLink {
  /** Absent: the server one is on. */
  serverUrl?: string;
  /** `#room`, or `@name` for the conversation with somebody, `@name,other` for one of several, as the list of rooms has it. */
  room: string;
  /** Absent: the room as a whole; only in a link that names its server. */
  seq?: number;
}

/** How a link begins that names its server. */
export const MESSAGE_SCHEME = /^chat-tuis?:\/\//i;

/** Code units; nothing longer is looked at. */
const LENGTH_MAX = 400;
/** No `@` before the host: nobody is logged in by a link, and no name stands in front of another host. */
const WHOLE = /^chat-tui(s?):\/\/([^\s#@\\?]{1,300})\/([#@][a-z0-9._,+-]{1,64})(?:\/(\d{1,15}))?$/i;
const SHORT = /^([#@][a-z0-9._,+-]{1,64})\/(\d{1,15})$/i;

/** `undefined` for what is none. */
export function parseMessageLink(text: string): MessageLink | undefined {
  if (text.length > LENGTH_MAX) return undefined;
  const [, shortRoom, shortSeq] = SHORT.exec(text) ?? [];
  if (shortRoom !== undefined) return placeOf(shortRoom, shortSeq);
  const [, secure = '', host, room, seq] = WHOLE.exec(text) ?? [];
  if (host === undefined || room === undefined) return undefined;
  const place = placeOf(room, seq);
  const serverUrl = serverOf(`http${secure.toLowerCase()}://${host}`);
  return place === undefined || serverUrl === undefined ? undefined : {serverUrl, ...place};
}

function placeOf(typed: string, seq: string | undefined): Pick<MessageLink, 'room' | 'seq'> | undefined {
  const room = typed.toLowerCase();
  const name = room.slice(1);
  const isOne = room.startsWith('#') ? ROOM_NAME_PATTERN.test(name) : isOfPeople(name);
  if (!isOne) return undefined;
  if (seq === undefined) return {room};
  return Number(seq) >= 1 ? {room, seq: Number(seq)} : undefined;
}

/** As `groupName` writes several: those who do not fit are a number. */
function isOfPeople(names: string): boolean {
  const [first = '', ...others] = names.split(',');
  const last = others.at(-1);
  const shown = last !== undefined && /^\+\d{1,2}$/.test(last) ? others.slice(0, -1) : others;
  return [first, ...shown].every(name => NAME_PATTERN.test(name));
}

function serverOf(address: string): string | undefined {
  try {
    const {serverUrl, ...codes} = parseAddress(address);
    return Object.keys(codes).length === 0 ? serverUrl : undefined;
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

/** `#room/12`, for those who are on the same server. */
export const shortLinkOf = (room: string, seq: number): string => `${room}/${seq}`;

/** For anybody; `parseMessageLink` reads it. */
export function messageLinkOf(serverUrl: string, room: string, seq: number): string {
  const [, secure = '', host = ''] = /^http(s?):\/\/(.*)$/.exec(serverUrl) ?? [];
  const port = secure === '' ? DEFAULT_PORT : 443;
  const short = host.replace(new RegExp(`:${port}(?=/|$)`), '');
  return `chat-tui${secure}://${short}/${shortLinkOf(room, seq)}`;
}

/** Links in one text that are found; more are not looked for. */
const FOUND_MAX = 50;
/** Not inside a word, an address or another link. */
const CANDIDATE = /(?<![\p{L}\p{N}\p{M}@#.:/_-])(?:chat-tuis?:\/\/|[#@])[^\s<>"'`]+/giu;

interface FoundLink {
  /** Where it begins, and how it is written. */
  at: number;
  written: string;
  link: MessageLink;
}

/** In the order in which they stand; also those in code. */
function* linksFound(text: string): Generator<FoundLink> {
  for (const {0: candidate, index} of text.matchAll(CANDIDATE)) {
    // What ends a sentence is no part of a link.
    const written = candidate.slice(0, LENGTH_MAX + 1).replace(/[.,;:!?)\]}»”’*_~]+$/u, '');
    const link = parseMessageLink(written);
    if (link?.seq !== undefined) yield {at: index, written, link};
  }
}

/** In the order in which they stand, each once; none of those in code. */
export function messageLinksIn(text: string): MessageLink[] {
  const found = new Map<string, MessageLink>();
  for (const {link} of linksFound(withoutCode(text))) {
    found.set(`${link.serverUrl ?? ''} ${link.room}/${link.seq}`, link);
    if (found.size >= FOUND_MAX) break;
  }
  return [...found.values()];
}

/** Those that name no server, as `#room/12`. */
const SHORT_LINK = /[#@][a-z0-9._,+-]+\/\d/i;

/** In the order in which they stand; also those in code. */
export function shortLinksIn(text: string): FoundLink[] {
  const found: FoundLink[] = [];
  if (!SHORT_LINK.test(text)) return found;
  for (const one of linksFound(text)) {
    if (one.link.serverUrl === undefined) found.push(one);
    if (found.length >= FOUND_MAX) break;
  }
  return found;
}
