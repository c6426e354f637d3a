/** Reminders and scheduled messages as rows and sentences. */
import type {Planned} from '../../../shared/model.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';

export const plannedCells = ({kind, room, text, dueAtMs}: Planned): string[] => [
  dateTimeOf(dueAtMs),
  kind === 'reminder' ? 'reminder' : `to ${room === '' ? 'a conversation' : room}`,
  firstLine(text),
];

export const plannedWords = ({kind, dueAtMs, room}: Planned): string =>
  kind === 'reminder'
    ? `You are reminded at ${dateTimeOf(dueAtMs)}.`
    : `It is sent at ${dateTimeOf(dueAtMs)}${room === '' ? '' : ` to ${room}`}.`;
