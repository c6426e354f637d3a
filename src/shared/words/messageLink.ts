/**
 * Links to messages: `#room/12` and `@name/12` on the same server, `chat-tui://HOST[:PORT]/#room/12` for any server,
 * `chat-tuis` for an encrypted connection. Parsing has no side effect; the caller decides whether to open a link.
 */
import {parseAddress} from '../address.ts';
import {ChatError} from '../errors.ts';
import {ROOM_NAME_PATTERN} from '../fields.ts';
import {NAME_PATTERN} from '../access/loginName.ts';
import {DEFAULT_PORT} from '../limits.ts';
import {withoutCode} from '../text/code.ts';

export interface MessageLink {
  /** Absent: the current server. */
  serverUrl?: string;
  /** `#room`, `@name` for a conversation with one person, or `@name,other` for one with several, as in the list of rooms. */
  room: string;
  /** Absent: the room as a whole; only allowed in a link that names its server. */
  seq?: number;
}

/** The beginning of a link that names its server. */
export const MESSAGE_SCHEME = /^chat-tuis?:\/\//i;

/** Maximum UTF-16 code units of a link. */
const LENGTH_MAX = 400;
/** No `@` before the host: a link must not contain a login, or a name that could be taken for the host. */
const WHOLE = /^chat-tui(s?):\/\/([^\s#@\\?]{1,300})\/([#@][a-z0-9._,+-]{1,64})(?:\/(\d{1,15}))?$/i;
const SHORT = /^([#@][a-z0-9._,+-]{1,64})\/(\d{1,15})$/i;

/** `undefined` when the text is not a message link. */
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

/** Whether the names are a valid group label, as `groupName` writes it, with a number for those who do not fit. */
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

/** The short link `#room/12`, for people on the same server. */
export const shortLinkOf = (room: string, seq: number): string => `${room}/${seq}`;

/** The link for people on any server, which `parseMessageLink` can parse. */
export function messageLinkOf(serverUrl: string, room: string, seq: number): string {
  const [, secure = '', host = ''] = /^http(s?):\/\/(.*)$/.exec(serverUrl) ?? [];
  const port = secure === '' ? DEFAULT_PORT : 443;
  const short = host.replace(new RegExp(`:${port}(?=/|$)`), '');
  return `chat-tui${secure}://${short}/${shortLinkOf(room, seq)}`;
}

/** Maximum links that are found in one text. */
const FOUND_MAX = 50;
/** A possible link, not inside a word, an address or another link. */
const CANDIDATE = /(?<![\p{L}\p{N}\p{M}@#.:/_-])(?:chat-tuis?:\/\/|[#@])[^\s<>"'`]+/giu;

interface FoundLink {
  /** Position and text of the link. */
  at: number;
  written: string;
  link: MessageLink;
}

/** All links in order of position, including those in code. */
function* linksFound(text: string): Generator<FoundLink> {
  for (const {0: candidate, index} of text.matchAll(CANDIDATE)) {
    // Punctuation at the end of a sentence does not belong to the link.
    const written = candidate.slice(0, LENGTH_MAX + 1).replace(/[.,;:!?)\]}»”’*_~]+$/u, '');
    const link = parseMessageLink(written);
    if (link?.seq !== undefined) yield {at: index, written, link};
  }
}

/** The distinct links in order of position, except those in code. */
export function messageLinksIn(text: string): MessageLink[] {
  const found = new Map<string, MessageLink>();
  for (const {link} of linksFound(withoutCode(text))) {
    found.set(`${link.serverUrl ?? ''} ${link.room}/${link.seq}`, link);
    if (found.size >= FOUND_MAX) break;
  }
  return [...found.values()];
}

/** Links without a server, such as `#room/12`. */
const SHORT_LINK = /[#@][a-z0-9._,+-]+\/\d/i;

/** Short links in order of position, including those in code. */
export function shortLinksIn(text: string): FoundLink[] {
  const found: FoundLink[] = [];
  if (!SHORT_LINK.test(text)) return found;
  for (const one of linksFound(text)) {
    if (one.link.serverUrl === undefined) found.push(one);
    if (found.length >= FOUND_MAX) break;
  }
  return found;
}
