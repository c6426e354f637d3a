/** The table of admin commands, used by the console, `/admin`, `chat-tui admin`, the wire protocol and the documents. */
import type {AdminCommand} from './command.ts';
import {DEVICES_TABLE} from './devices.ts';
import {INVITING_TABLE} from './inviting.ts';
import {files, remove, rooms, storage} from './disk.ts';
import {backup, exportRooms, importRooms} from './moving.ts';
import type {AdminRow, ArgsOf, RowOf} from './field.ts';
import {kick, role, users, who} from './people.ts';
import {PEOPLE_TABLE} from './peopleTable.ts';
import {audit, log, note} from './records.ts';
import {announce, config, stats, stop} from './running.ts';

const ADMIN_TABLE = {
  users,
  who,
  kick,
  role,
  rooms,
  files,
  storage,
  delete: remove,
  log,
  audit,
  note,
  backup,
  export: exportRooms,
  import: importRooms,
  announce,
  config,
  stats,
  stop,
  ...PEOPLE_TABLE,
  ...INVITING_TABLE,
  ...DEVICES_TABLE,
} as const satisfies Record<string, AdminCommand>;

export type AdminName = keyof typeof ADMIN_TABLE;
export type ArgsFor<Name extends AdminName> = ArgsOf<(typeof ADMIN_TABLE)[Name]['fields']>;
export type RowFor<Name extends AdminName> = RowOf<(typeof ADMIN_TABLE)[Name]['columns']>;

export const ADMIN_NAMES = Object.keys(ADMIN_TABLE) as AdminName[];
export const isAdminName = (name: string): name is AdminName => Object.hasOwn(ADMIN_TABLE, name);
export const adminCommandOf = (name: AdminName): AdminCommand => ADMIN_TABLE[name];

/** Table cells of rows, not yet passed through `display()`. */
export function cellsOf(name: AdminName, rows: readonly AdminRow[]): (readonly (string | number)[])[] {
  const command = adminCommandOf(name);
  return rows.map(row => command.cells(row as never)).filter(row => row.length > 0);
}

/** A short name for a command with a fixed last word. */
export interface Shortcut {
  command: AdminName;
  last: string;
  /** Like `summary` of a command. */
  summary: string;
}

export const SHORTCUTS = {
  admin: {command: 'role', last: 'admin', summary: 'make a person an admin of the server'},
  member: {command: 'role', last: 'member', summary: 'make a person a member as any other, whatever they were'},
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof SHORTCUTS;
export const isShortcut = (name: string): name is ShortcutName => Object.hasOwn(SHORTCUTS, name);

/** Finds a command by its name or an alias. */
export function findAdminName(typed: string): AdminName | undefined {
  const name = typed.toLowerCase();
  return ADMIN_NAMES.find(one => one === name || adminCommandOf(one).aliases?.includes(name) === true);
}
