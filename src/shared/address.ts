/** Server addresses and join links: what a person may type, and the one form everything else works with. */
import {ChatError} from './errors.ts';
import {DEFAULT_PORT} from './limits.ts';

export interface Address {
  /** `http(s)://host:port`, never with a path or a slash at the end. */
  serverUrl: string;
  /** From a join link; lets a new account in where registration is by invitation. */
  inviteCode?: string;
  /** From an owner link; makes the new account the owner of a server that has none. */
  ownerCode?: string;
}

/** In the data folder of a server that has no owner yet. */
export const OWNER_CODE_FILE = 'owner-code';
/** 32 random bytes in base64url; the prefix tells it from an invite code, which stands in the same place of a link. */
export const OWNER_CODE = /^own_[A-Za-z0-9_-]{43}$/;
const INVITE_CODE = /^[A-Za-z0-9_-]{1,64}$/;
/** Path of a join link. The code follows `#`, which no browser or proxy sends on or logs. */
export const JOIN_PATH = '/join';

/**
 * Takes `HOST`, `HOST:PORT`, `http(s)://HOST[:PORT]` or a join link. Without a port `http` means the default port of chat-tui
 * and `https` means 443, because that is a proxy. `localhost` becomes `127.0.0.1`, so that one server has one name.
 * @throws address-invalid
 */
export function parseAddress(text: string): Address {
  const typed = text.trim();
  const hasScheme = /^https?:\/\//i.test(typed);
  // A bare IPv6 address needs its brackets before it can stand in a URL.
  const bare = !hasScheme && /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(typed) ? `[${typed}]` : typed;
  const url = URL.parse(hasScheme ? bare : `http://${bare}`);
  if (!url || /\s/.test(typed) || !isPlain(url)) throw new ChatError('address-invalid', typed);
  const port = portOf(url, bare);
  const host = url.hostname === 'localhost' ? '127.0.0.1' : url.hostname;
  const code = url.hash.slice(1);
  if (code !== '' && !INVITE_CODE.test(code)) throw new ChatError('address-invalid', typed);
  const serverUrl = `${url.protocol}//${host}:${port}`;
  if (code === '') return {serverUrl};
  return OWNER_CODE.test(code) ? {serverUrl, ownerCode: code} : {serverUrl, inviteCode: code};
}

/** The link a person passes on; `parseAddress` reads it. */
export function joinLinkOf({serverUrl, inviteCode, ownerCode}: Address): string {
  const code = ownerCode ?? inviteCode;
  return code === undefined ? `${serverUrl}${JOIN_PATH}` : `${serverUrl}${JOIN_PATH}#${code}`;
}

/** `http://HOST:PORT`; an IPv6 address gets its brackets. */
export const urlOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

function isPlain(url: URL): boolean {
  const isPathPlain = url.pathname === '/' || url.pathname === '' || url.pathname === JOIN_PATH;
  return url.hostname !== '' && isPathPlain && url.search === '' && url.username === '' && url.password === '';
}

/** `URL` forgets a port that is the scheme's default, so 80 and "none" must be told apart in the text. */
function portOf(url: URL, typed: string): number {
  if (url.port !== '') return Number(url.port);
  if (url.protocol === 'https:') return 443;
  return /:0*80(?:[/?#]|$)/.test(typed) ? 80 : DEFAULT_PORT;
}
