/** Links that a terminal may open: their canonical target, and the text that is shown. */
import {messageLinkOf, MESSAGE_SCHEME, parseMessageLink} from './messageLink.ts';

export interface WebLink {
  /** The target with `http`, `https`, `chat-tui` or `chat-tuis`, in visible ASCII; absent when the link must not be opened. */
  href?: string;
  /** The text as written; a confusable host is shown in its ASCII form. */
  shown: string;
}

/** Maximum UTF-16 code units: each row of a wrapped link repeats the whole target. */
const HREF_MAX = 1_000;
const VISIBLE_ASCII = /^[!-~]+$/;
/** Characters that `display()` puts in place of those that cannot be shown. */
const REPLACED = /[\uFFFD\u2400-\u2421]/;
const PARTS = /^(https?:\/\/)([^/?#\\]*)(.*)$/is;

/** @param text without spaces; has passed `display()` */
export function webLinkOf(text: string): WebLink {
  return MESSAGE_SCHEME.test(text) ? messageLink(text) : pageLink(text);
}

function pageLink(text: string): WebLink {
  const [, scheme = '', authority = '', rest = ''] = PARTS.exec(text) ?? [];
  const url = URL.parse(text);
  if (url === null || authority === '') return {shown: text};
  // A name before the host could be taken for the host, and replaced characters would change the target.
  const isPlain = !authority.includes('@') && !REPLACED.test(text);
  const named = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  const shown = isAsItSeems(named, url.hostname)
    ? text
    : scheme + authority.slice(0, authority.lastIndexOf('@') + 1) + url.host + rest;
  return isPlain && isSafe(url.href) ? {href: url.href, shown} : {shown};
}

function messageLink(text: string): WebLink {
  const {serverUrl, room, seq} = parseMessageLink(text) ?? {};
  if (serverUrl === undefined || room === undefined) return {shown: text};
  if (VISIBLE_ASCII.test(text)) return {href: text, shown: text};
  return seq === undefined ? {shown: text} : sameBoth(messageLinkOf(serverUrl, room, seq));
}

const sameBoth = (href: string): WebLink => (isSafe(href) ? {href, shown: href} : {shown: href});

const isSafe = (href: string): boolean => href.length <= HREF_MAX && VISIBLE_ASCII.test(href);

/**
 * Scripts that may not be mixed in a host; East Asian scripts may be mixed with each other and with Latin, as in `TOGETHER`.
 */
const ALONE =
  'Latn Cyrl Grek Armn Geor Hebr Arab Syrc Thaa Ethi Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh ' +
  'Thai Laoo Khmr Mymr Tibt Mong';
const TOGETHER = ['Han Hira Kana Latn', 'Han Bopo Latn', 'Han Hang Latn'];
const ONE_SCRIPT = [...ALONE.split(' '), ...TOGETHER].map(scripts => {
  const letters = scripts.split(' ').map(script => String.raw`\p{scx=${script}}`);
  return new RegExp(String.raw`^[0-9.\-\p{sc=Zinh}${letters.join('')}]*$`, 'u');
});

/** Whether a host is what it looks like. @param host as written @param hostname the canonical form */
function isAsItSeems(host: string, hostname: string): boolean {
  if (host.toLowerCase() === hostname) return true;
  if (VISIBLE_ASCII.test(host) || host.normalize('NFKC').toLowerCase() !== host.toLowerCase()) return false;
  return ONE_SCRIPT.some(pattern => pattern.test(host));
}

const URL_PATTERN = /(?:https?|chat-tuis?):\/\/[^\s<>"`]+/giu;
const URL_END: ReadonlySet<string> = new Set('.,;:!?\'"*_~)]}»”’');
const NAMED_LINK = /(?<!\\)\[([^[\]\n]{1,300})\]\(((?:https?|chat-tuis?):\/\/[^\s()<>]{1,2000})\)/giu;

export interface FoundLink {
  /** Position in the text, in UTF-16 code units. */
  from: number;
  to: number;
  /** Text shown in place of the link; absent when the link itself is shown. */
  label?: string;
  link: WebLink;
}

const namedLinksIn = (text: string): FoundLink[] =>
  Array.from(text.matchAll(NAMED_LINK), ({0: whole, 1: label = '', 2: target = '', index}) => ({
    from: index,
    to: index + whole.length,
    link: webLinkOf(target),
    ...(label !== target && {label}),
  }));

/**
 * The punctuation at the end of a piece, which does not belong to the link; scans from the right, so that it takes linear
 * time.
 */
function endOf(whole: string): string {
  let at = whole.length;
  while (at > 0 && URL_END.has(whole.charAt(at - 1))) at--;
  return whole.slice(at);
}

/** All links, those with a label first; two may overlap. @param text has passed `display()` */
export function webLinksIn(text: string): FoundLink[] {
  const found: FoundLink[] = [];
  if (!text.includes('://')) return found;
  if (text.includes('](')) found.push(...namedLinksIn(text));
  for (const {0: whole, index} of text.matchAll(URL_PATTERN)) {
    const end = endOf(whole);
    const isPaired = end.startsWith(')') && whole.includes('(');
    const url = whole.slice(0, whole.length - end.length) + (isPaired ? ')' : '');
    found.push({from: index, to: index + url.length, link: webLinkOf(url)});
  }
  return found;
}
