/** Which login names may be taken. */
import {ChatError} from '../shared/errors.ts';
import {NAME_PATTERN} from '../shared/fields.ts';
import {SERVER_SENDER} from './store.ts';

/** Names that would be taken for the server, its staff, or a group. */
export const RESERVED: ReadonlySet<string> = new Set([
  SERVER_SENDER.name,
  ...'admin administrator root system sysop operator owner moderator mod staff support security official'.split(' '),
  ...'everyone everybody here all channel room lobby online nobody anonymous someone unknown null undefined'.split(' '),
  ...'me you self chat chat-tui chattui bot notice help info'.split(' '),
]);

/** @throws name-invalid, name-reserved */
export function checkAccountName(name: string): void {
  if (!NAME_PATTERN.test(name)) throw new ChatError('name-invalid');
  // `ad.min` and `admin-` read like `admin`.
  if (RESERVED.has(name) || RESERVED.has(name.replaceAll(/[._-]/g, ''))) throw new ChatError('name-reserved', name);
}
