/** Runs one measurement on every available server, one after the other. */
import type {Cell} from '../table/report.ts';
import type {Options} from '../section.ts';
import {installed, withServer, type ChatServer, type OpenedServer, type People} from '../server.ts';
import {SERVERS} from '../servers.ts';

interface Subject {
  name: string;
  kind: Cell['kind'];
}

export interface Measured<T, S extends Subject = ChatServer> {
  subject: S;
  /** Undefined when it did not work; then it has been told why. */
  value: T | undefined;
}

/** Measures one server; a failing peer is reported and does not end the bench. */
export async function attempt<T, S extends Subject>(subject: S, work: () => Promise<T>): Promise<Measured<T, S>> {
  const startMs = performance.now();
  let value: T | undefined;
  try {
    value = await work();
  } catch (error) {
    if (subject.kind !== 'peer') throw error;
    process.stderr.write(`${subject.name}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  process.stderr.write(`  ${subject.name} ${((performance.now() - startMs) / 1000).toFixed(1)} s\n`);
  return {subject, value};
}

export async function measureEach<T>(
  {hasPeers}: Options,
  people: People,
  isWanted: (server: ChatServer) => boolean,
  work: (opened: OpenedServer) => Promise<T>,
): Promise<Measured<T>[]> {
  const all: Measured<T>[] = [];
  for (const server of installed(SERVERS.filter(one => isWanted(one) && (hasPeers || one.kind !== 'peer')))) {
    all.push(await attempt(server, () => withServer(server, people, work)));
  }
  return all;
}

/** Each one's figures, one a run. */
export const cellsOf = <T, S extends Subject>(
  measured: readonly Measured<T, S>[],
  figures: (value: T) => readonly number[],
  note?: (value: T) => string,
): Cell[] =>
  measured.map(({subject: {name, kind}, value}) => ({
    name,
    kind,
    figures: value === undefined ? [] : figures(value),
    ...(note !== undefined && value !== undefined && {note: note(value)}),
  }));
