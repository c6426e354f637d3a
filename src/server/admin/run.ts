/** Runs one admin command: checks its name, its parameters and the caller's permission, from whichever interface it came. */
import {argsSchema, type AdminAnswer, type AdminParams} from '../../shared/admin/schemas.ts';
import {adminCommandOf, ADMIN_NAMES, isAdminName, type AdminName} from '../../shared/admin/table.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {ServerContext} from '../context.ts';
import * as bodyList from './bodies.ts';
import type {AdminActor, AdminBody} from './body.ts';
import type {Role} from '../../shared/model.ts';
import {mayOnServer, type ServerAction} from '../../shared/access/roles.ts';

/** A command missing in the list does not compile. */
const BODIES: {readonly [Name in AdminName]: AdminBody<Name>} = bodyList;

const SCHEMAS = new Map(ADMIN_NAMES.map(name => [name, argsSchema(adminCommandOf(name).fields)]));

/** @throws not-allowed, unknown-request, bad-request, and what the command throws */
export async function runAdmin(server: ServerContext, by: AdminActor, asked: AdminParams): Promise<AdminAnswer> {
  const {name, after, limit = FIXED_LIMITS.pageSizeMax} = asked;
  if (!isAdminName(name)) throw new ChatError('unknown-request', `admin ${name}`.slice(0, 60));
  const {action, where = 'anywhere'} = adminCommandOf(name);
  if (!mayRun(by.role, action)) throw new ChatError('not-allowed');
  if (where === 'machine' && !by.isLocal) throw new ChatError('machine-only', `chat-tui admin ${name}`);
  const args = SCHEMAS.get(name)?.safeParse(asked.args);
  if (args?.success !== true) throw new ChatError('bad-request', args?.error.issues[0]?.path.join('.') ?? 'args');
  const run = BODIES[name] as unknown as AdminBody<AdminName>;
  const done = await run(server, {by, args: args.data as never, after, limit});
  return {
    rows: (done.rows ?? []).map(withoutAbsent),
    told: [...(done.told ?? [])],
    ...(done.next !== undefined && {next: done.next}),
  };
}

const withoutAbsent = (row: object): AdminAnswer['rows'][number] =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as AdminAnswer['rows'][number];

/** The server itself may do everything, because whoever controls its console or data folder can do it anyway. */
export const mayRun = (role: Role | 'server', action: ServerAction): boolean =>
  role === 'server' || mayOnServer(role, action);
