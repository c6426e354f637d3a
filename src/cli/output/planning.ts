/** Shared by `remind` and `at`: parsing the time, listing, cancelling. */
import {cancelPlanned, listPlanned} from '../../client/actions/messages/planned.ts';
import type {Client} from '../../client/client.ts';
import {readMoment} from '../../client/input/typed/moment.ts';
import {plannedCells} from '../../client/wording/rows/plannedWords.ts';
import {parseDuration} from '../../shared/words/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Planned} from '../../shared/model.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, textOption, type Call, type VerbOption} from '../verb.ts';
import {printTable} from './printTable.ts';

export const PLANNING_OPTIONS: readonly VerbOption[] = [
  {flags: '--list', meaning: 'list what is planned, the next first'},
  {flags: '--cancel <id>', meaning: 'cancel the one with this id of at most 22 characters, as the list shows it'},
  JSON_OPTION,
];

/** Parses `2h`, `09:00`, `tomorrow 9:00` or `2026-12-24 18:00`, one argument, by this machine's clock. @throws command-usage */
export function readDueMs(typed: string, nowMs: number): number {
  const forMs = parseDuration(typed);
  const atMs = forMs === undefined ? readMoment(typed, nowMs) : nowMs + forMs;
  if (atMs === undefined)
    throw new ChatError(
      'command-usage',
      "a time is 2h, 09:00, 'tomorrow 9:00' or '2026-12-24 18:00', in quotes where it is two words",
    );
  return atMs;
}

/** Handles `--list` and `--cancel`. @returns whether one was given */
export async function listOrCancel(shell: Shell, call: Call, client: Client): Promise<boolean> {
  const id = textOption(call, 'cancel');
  if (id !== undefined) {
    if (!/^[\w-]{22}$/.test(id)) throw new ChatError('planned-not-found', id.slice(0, 64));
    const plan = (await listPlanned(client)).find(one => one.id === id);
    await cancelPlanned(client, id);
    if (call.options.json === true && plan !== undefined) shell.printJson(plan);
    return true;
  }
  if (call.options.list !== true) return false;
  await printPlans(shell, call, await listPlanned(client));
  return true;
}

export async function printPlans(shell: Shell, call: Call, plans: readonly Planned[]): Promise<void> {
  if (call.options.json === true) for (const plan of plans) shell.printJson(plan);
  else
    await printTable(
      shell,
      plans.map(plan => [plan.id, ...plannedCells(plan)]),
    );
}
