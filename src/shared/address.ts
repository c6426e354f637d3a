/** Server addresses and join links: parses what a person types into the one form that all other code uses. */
import {ChatError} from './errors.ts';
import {readFingerprint} from './access/fingerprint.ts';
import {DEFAULT_PORT} from './limits.ts';

export interface Address {
  /** `http(s)://host:port`, with the path if the server is behind a proxy; without a trailing slash. */
  serverUrl: string;
  /** Invitation code from a join link; required for a new account when registration is by invitation. */
  inviteCode?: string;
  /** Owner code from a link; the new account becomes the owner of a server that has none. */
  ownerCode?: string;
  /** Code from a password reset link. */
  resetCode?: string;
  /** Fingerprint from a link to a server whose certificate no authority has signed: the key that the server must have. */
  fingerprint?: string;
}

/** The host to connect to; an IPv6 address without the brackets of a URL. */
export const hostOf = ({hostname}: Pick<URL, 'hostname'>): string => hostname.replace(/^\[|\]$/g, '');

/** File in the data folder of a server that has no owner yet. */
export const OWNER_CODE_FILE = 'owner-code';
/**
 * 32 random bytes in base64url; the prefix distinguishes an owner code from an invitation code, which has the same place in a
 * link.
 */
export const OWNER_CODE = /^own_[A-Za-z0-9_-]{43}$/;
/** The same for a password reset code. */
export const RESET_CODE = /^rst_[A-Za-z0-9_-]{43}$/;
const INVITE_CODE = /^[A-Za-z0-9_-]{1,64}$/;
/** Prefix of a fingerprint in a link, after the code and a dot, or alone. */
const LINK_FINGERPRINT = /^sha256-/;
/** Path of a join link. The code follows `#`, which browsers do not send and proxies do not log. */
export const JOIN_PATH = '/join';
/** Allowed path of a server behind a proxy: letters, digits, dots and dashes between slashes. */
const PREFIX = /^(?:\/[\w.~-]{1,64}){1,8}$/;

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;
/** Whether a host, in the form of `URL.hostname`, is a loopback address. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.test(host);

/**
 * Parses `HOST`, `HOST:PORT`, `http(s)://HOST[:PORT][/PATH]`, the same with `ws(s)`, or a join link. Without a scheme the
 * connection is encrypted, except to this machine. The default port is that of chat-tui, but 443 for `https`, which means a
 * proxy. `localhost` becomes `127.0.0.1`, so that a server has only one address.
 * @throws address-invalid
 */
export function parseAddress(text: string): Address {
  const typed = text.trim().replace(/^ws(?=s?:\/\/)/i, 'http');
  const hasScheme = /^https?:\/\//i.test(typed);
  // A bare IPv6 address needs brackets in a URL.
  const bare = !hasScheme && /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(typed) ? `[${typed}]` : typed;
  const url = URL.parse(hasScheme ? bare : `http://${bare}`);
  const prefix = url?.pathname.replace(/(?:\/join)?\/*$/, '') ?? '';
  if (!url || /\s/.test(typed) || !isPlain(url) || !(prefix === '' || (hasScheme && PREFIX.test(prefix))))
    throw new ChatError('address-invalid', typed);
  const port = portOf(url, bare);
  const host = url.hostname === 'localhost' ? '127.0.0.1' : url.hostname;
  const protocol = hasScheme || isLoopbackHost(host) ? url.protocol : 'https:';
  return {serverUrl: `${protocol}//${host}:${port}${prefix}`, ...codesIn(url.hash.slice(1), typed)};
}

/** Parses the codes and the fingerprint in the fragment of a link. @throws address-invalid */
function codesIn(hash: string, typed: string): Omit<Address, 'serverUrl'> {
  const parts = hash === '' ? [] : hash.split('.');
  const last = LINK_FINGERPRINT.test(parts.at(-1) ?? '') ? parts.pop() : undefined;
  const fingerprint = last === undefined ? undefined : readFingerprint(last);
  const [code] = parts;
  const isRight = parts.length <= 1 && (code === undefined || INVITE_CODE.test(code));
  if (!isRight || (last !== undefined && fingerprint === undefined)) throw new ChatError('address-invalid', typed);
  return {
    ...(code !== undefined && codeOf(code)),
    ...(fingerprint !== undefined && {fingerprint}),
  };
}

function codeOf(code: string): Pick<Address, 'ownerCode' | 'resetCode' | 'inviteCode'> {
  if (OWNER_CODE.test(code)) return {ownerCode: code};
  return RESET_CODE.test(code) ? {resetCode: code} : {inviteCode: code};
}

/** A join link to pass on, which `parseAddress` can parse. */
export function joinLinkOf({serverUrl, inviteCode, ownerCode, resetCode, fingerprint}: Address): string {
  const parts = [ownerCode ?? resetCode ?? inviteCode, fingerprint && `sha256-${fingerprint}`].filter(
    part => part !== undefined,
  );
  return `${shortUrl(serverUrl)}${JOIN_PATH}${parts.length === 0 ? '' : `#${parts.join('.')}`}`;
}

/** The URL without the default port of `https`. */
export const shortUrl = (serverUrl: string): string => serverUrl.replace(/^(https:\/\/[^/]+):443(?=\/|$)/, '$1');

/** `http(s)://HOST:PORT`, with brackets around an IPv6 address. */
export const urlOf = (host: string, port: number, scheme: 'http' | 'https' = 'http'): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** URL of a path on a server, which may itself be below a path. */
export const urlAt = (serverUrl: string, path: string): string => `${serverUrl}${path}`;

/** `host:port` of a server's URL, with the path where it has one. */
export const addressOf = (serverUrl: string): string => serverUrl.replace(/^[a-z]+:\/\//, '');

const isPlain = (url: URL): boolean =>
  url.hostname !== '' && url.search === '' && url.username === '' && url.password === '';

/** `URL` drops a port that is the scheme's default, so port 80 and no port must be distinguished in the typed text. */
function portOf(url: URL, typed: string): number {
  if (url.port !== '') return Number(url.port);
  if (url.protocol === 'https:') return 443;
  return /:0*80(?:[/?#]|$)/.test(typed) ? 80 : DEFAULT_PORT;
}
