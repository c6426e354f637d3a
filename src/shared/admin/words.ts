/** Parses typed words into the parameters of an admin command, and completes them. */
import {parseDuration} from '../words/duration.ts';
import {ChatError} from '../errors.ts';
import type {AdminCommand} from './command.ts';
import type {AdminArgs, Field} from './field.ts';
import {adminCommandOf, ADMIN_NAMES, findAdminName, isShortcut, SHORTCUTS, type AdminName} from './table.ts';

export interface AdminCall {
  name: AdminName;
  args: AdminArgs;
}

/** The parameters of a command in a usage line, such as `@NAME [10m|2h|1d] [why]`; in a shell, options need their flags. */
export function usageOf({fields}: AdminCommand, isShell = false): string {
  const order = Object.values(fields).map(field => {
    if (field.place !== 'option') return field.label;
    if (field.isLoose === true && !isShell) return field.kind === 'time' ? '[10m|2h|1d]' : '[how many]';
    return `[${longFlagOf(field)}${valueLabelOf(field)}]`;
  });
  return order.join(' ');
}

/** The long flag of a field, such as `--for` in `-f, --for <time>`. */
const longFlagOf = ({label}: Field): string => /--[a-z-]+/.exec(label)?.[0] ?? label;
const valueLabelOf = ({label}: Field): string => {
  const value = /<[^>]+>/.exec(label)?.[0];
  return value === undefined ? '' : ` ${value}`;
};

const usageError = (name: AdminName, start: string, isShell = false): ChatError =>
  new ChatError('command-usage', `${start}${name} ${usageOf(adminCommandOf(name), isShell)}`.trim());

/**
 * Parses a typed line without its leading sign.
 * @param start prefix of commands here, for the usage in errors
 * @returns `undefined` when there is no such command
 * @throws command-usage
 */
export function readAdminLine(line: string, start = ''): AdminCall | undefined {
  const [, typed = '', after = ''] = /^(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  const name = findAdminName(typed);
  if (name !== undefined) return {name, args: readLine(name, after.trim(), start)};
  const shortcut = typed.toLowerCase();
  if (!isShortcut(shortcut)) return undefined;
  const {command, last} = SHORTCUTS[shortcut];
  return {name: command, args: readLine(command, `${after} ${last}`.trim(), start)};
}

function readLine(name: AdminName, line: string, start: string): AdminArgs {
  const {fields} = adminCommandOf(name);
  const args: AdminArgs = {};
  const places = Object.entries(fields).filter(([, {place}]) => place !== 'option');
  const options = Object.entries(fields).filter(([, {place}]) => place === 'option');
  const wrong = () => usageError(name, start);
  let left = line;
  let hasOptions = true;
  const take = (): string => {
    const [whole = '', token = ''] = /^(\S+)\s*/.exec(left) ?? [];
    left = left.slice(whole.length);
    return token;
  };
  while (left !== '') {
    const before = left;
    const token = take();
    const [flag, inline] = splitOnce(token, '=');
    if (hasOptions && token === '--') {
      hasOptions = false;
      continue;
    }
    const named = hasOptions ? options.find(([, field]) => field.label.split(/[ ,]+/).includes(flag)) : undefined;
    if (named !== undefined) {
      args[named[0]] = named[1].kind === 'flag' ? true : valueOf(named[1], inline ?? take(), wrong);
      continue;
    }
    const loose = hasOptions
      ? options.find(([key, field]) => field.isLoose === true && !(key in args) && isLike(field, token))
      : undefined;
    if (
      loose !== undefined &&
      Object.entries(fields).every(([key, one]) => !isBefore(fields, key, loose[0]) || key in args || !one.isRequired)
    ) {
      args[loose[0]] = valueOf(loose[1], token, wrong);
      continue;
    }
    const next = places.find(([key, {place}]) => place === 'words' || !(key in args));
    if (next === undefined) throw wrong();
    const [key, field] = next;
    if (field.place === 'rest') {
      if (hasOptions) refuseFlagIn(before, timesLeft(fields, args));
      args[key] = before;
      break;
    }
    if (field.place === 'words') args[key] = [...((args[key] as string[] | undefined) ?? []), token];
    else args[key] = valueOf(field, token, wrong);
  }
  requireAll(name, args, wrong);
  return args;
}

const isBefore = (fields: AdminCommand['fields'], one: string, other: string): boolean =>
  Object.keys(fields).indexOf(one) < Object.keys(fields).indexOf(other);

function splitOnce(token: string, sign: string): [string, string | undefined] {
  const at = token.startsWith('--') ? token.indexOf(sign) : -1;
  return at === -1 ? [token, undefined] : [token.slice(0, at), token.slice(at + 1)];
}

const isLike = ({kind}: Field, token: string): boolean =>
  kind === 'time' ? parseDuration(token) !== undefined : kind === 'count' && /^\d{1,9}$/.test(token);

/** Time options that a typed line accepts without their flag, and that were not given. */
const timesLeft = (fields: AdminCommand['fields'], args: AdminArgs): readonly Field[] =>
  Object.entries(fields).flatMap(([key, field]) =>
    field.kind === 'time' && field.isLoose === true && !(key in args) ? [field] : [],
  );

const timeInReason = (field: Field, time: string): ChatError =>
  new ChatError('time-in-reason', `${longFlagOf(field)} ${time}`);

/**
 * Refuses a time after the reason, as in `Spam --for 1d`: it would become part of the reason, and a ban permanent.
 * @throws time-in-reason
 */
function refuseFlagIn(reason: string, times: readonly Field[]): void {
  for (const field of times) {
    const [, time] = new RegExp(String.raw`(?:^|\s)${longFlagOf(field)}(?:=|\s+)(\S+)`).exec(reason) ?? [];
    if (time !== undefined && isLike(field, time)) throw timeInReason(field, time);
  }
}

/**
 * Refuses a time before the reason, as in `1d Spam`, in a shell: times need their flag there, and this one would become part
 * of the reason.
 * @throws time-in-reason
 */
function refuseTimeBefore(reason: string, times: readonly Field[]): void {
  const [first = ''] = reason.trimStart().split(/\s/, 1);
  const field = times.find(one => isLike(one, first));
  if (field !== undefined) throw timeInReason(field, first);
}

/** A call as split by a shell: words in order, options by the name of their flag. */
export interface ShellWords {
  words: readonly string[];
  options: Readonly<Record<string, unknown>>;
  /** True when `--` preceded the reason: then no word of it counts as a time. */
  isMarked?: boolean;
}

/** Parses words that a shell has already split. @throws command-usage, time-in-reason */
export function readAdminWords(name: AdminName, {words, options, isMarked}: ShellWords, start: string): AdminArgs {
  const {fields} = adminCommandOf(name);
  const args: AdminArgs = {};
  const left = [...words];
  const wrong = () => usageError(name, start, true);
  for (const [key, field] of Object.entries(fields)) {
    if (field.place === 'option') {
      const value = options[optionNameOf(field)];
      if (value === true) args[key] = true;
      else if (typeof value === 'string') args[key] = valueOf(field, value, wrong);
    } else if (field.place === 'word') {
      const value = left.shift();
      if (value !== undefined) args[key] = valueOf(field, value, wrong);
    } else if (left.length > 0) args[key] = field.place === 'words' ? left.splice(0) : left.splice(0).join(' ');
  }
  if (left.length > 0) throw wrong();
  requireAll(name, args, wrong);
  const times = timesLeft(fields, args);
  for (const [key, {place}] of Object.entries(fields)) {
    const value = args[key];
    if (place === 'words' && Array.isArray(value) && times.some(time => value.some(one => isLike(time, one))))
      throw wrong();
    if (place !== 'rest' || isMarked === true || typeof value !== 'string') continue;
    refuseTimeBefore(value, times);
    refuseFlagIn(value, times);
  }
  return args;
}

/** The name that commander gives an option: `dryRun` for `--dry-run`. */
const optionNameOf = (field: Field): string =>
  longFlagOf(field)
    .slice(2)
    .replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function requireAll(name: AdminName, args: AdminArgs, wrong: () => ChatError): void {
  const {fields} = adminCommandOf(name);
  if (Object.entries(fields).some(([key, {isRequired}]) => isRequired && !(key in args))) throw wrong();
}

function valueOf(field: Field, token: string, wrong: () => ChatError): string | number {
  const {kind, choices = []} = field;
  if (kind === 'person') return token.replace(/^@/, '');
  if (kind === 'room') return token.replace(/^#/, '');
  if (kind === 'choice' && !choices.includes(token.toLowerCase())) throw wrong();
  if (kind === 'choice') return token.toLowerCase();
  if (kind === 'count' || kind === 'time') {
    const value = kind === 'time' ? parseDuration(token) : /^\d{1,9}$/.test(token) ? Number(token) : undefined;
    if (value === undefined || value < (field.min ?? 0) || value > (field.max ?? Number.MAX_SAFE_INTEGER))
      throw wrong();
    return value;
  }
  if (token === '') throw wrong();
  return token;
}

/** Completion of names of people and rooms. */
export interface Known {
  people(started: string): readonly string[];
  rooms(started: string): readonly string[];
}

/** Completions of `started`; `before` are the words before it, including the command's name. */
export function completeAdmin(before: readonly string[], started: string, known: Known): readonly string[] {
  const [typed, ...given] = before;
  if (typed === undefined)
    return [...ADMIN_NAMES, ...Object.keys(SHORTCUTS), 'help'].filter(name => name.startsWith(started)).toSorted();
  if (typed === 'help') return ADMIN_NAMES.filter(name => name.startsWith(started)).toSorted();
  if (isShortcut(typed)) return given.length === 0 ? known.people(started) : [];
  const name = findAdminName(typed);
  if (name === undefined) return [];
  const fields = Object.values(adminCommandOf(name).fields);
  if (started.startsWith('-'))
    return fields
      .filter(({place}) => place === 'option')
      .map(longFlagOf)
      .filter(flag => flag.startsWith(started));
  const places = fields.filter(({place}) => place !== 'option');
  const field = places[Math.min(given.filter(one => !one.startsWith('-')).length, places.length - 1)];
  if (field?.kind === 'person') return known.people(started);
  if (field?.kind === 'room') return known.rooms(started);
  return (field?.choices ?? []).filter(one => one.startsWith(started));
}
