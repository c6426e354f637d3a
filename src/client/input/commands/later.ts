/** `/later`: lists scheduled messages and reminders, and cancels them. */
import {cancelPlanned, listPlanned} from '../../actions/messages/planned.ts';
import type {Client} from '../../client.ts';
import {plannedCells} from '../../wording/rows/plannedWords.ts';
import {tableOf} from '../../../shared/text/table.ts';
import type {Planned} from '../../../shared/model.ts';
import type {Command, Outcome} from '../command.ts';

export const later: Command = {
  name: 'later',
  aliases: ['reminders'],
  usage: '',
  summary: 'Lists your reminders and messages for later; the one you choose is cancelled.',
  async run(client) {
    const planned = await listPlanned(client);
    if (planned.length === 0) return {kind: 'told', sentence: 'Nothing is planned. Use /remind or /at'};
    const rows = tableOf(planned.map(plannedCells));
    const choices = planned.map((plan, index) => ({
      number: index + 1,
      row: plannedCells(plan).slice(0, -1),
      said: plan.text,
      take: async () => ask(plan, rows[index] ?? ''),
    }));
    return {kind: 'choose', title: 'Planned: which one is to be cancelled?', choices};
  },
};

function ask({id}: Planned, row: string): Outcome {
  const cancel = async (client: Client): Promise<Outcome> => {
    await cancelPlanned(client, id);
    return {kind: 'told', sentence: 'It is cancelled.'};
  };
  return {
    kind: 'choose',
    title: row,
    choices: [
      {number: 1, row: 'Cancel it', take: cancel},
      {number: 2, row: 'Keep it', take: async () => ({kind: 'done'})},
    ],
  };
}
