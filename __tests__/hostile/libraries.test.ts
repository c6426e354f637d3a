/** What is bundled is not older than the release that closed the last known hole in it. */
import {readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';

/** Library → the oldest release that may be in the lock file. */
const FLOORS: Readonly<Record<string, readonly [number, number, number]>> = {
  'socket.io': [4, 8, 4],
  'socket.io-client': [4, 8, 4],
  // CVE-2026-33151 and CVE-2026-69185: attachments without end.
  'socket.io-parser': [4, 2, 7],
  // CVE-2026-45736 and CVE-2026-48779.
  'engine.io': [6, 6, 9],
  ws: [8, 21, 0],
};

const {packages} = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, {version?: string}>;
};

test.each(Object.entries(FLOORS))('%s', (name, floor) => {
  const found = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  expect(found.length).toBeGreaterThan(0);
  for (const [, {version = ''}] of found) expect(isAtLeast(version, floor)).toBe(true);
});

function isAtLeast(version: string, floor: readonly number[]): boolean {
  const numbers = version.split('.').map(Number);
  const at = floor.findIndex((wanted, index) => numbers[index] !== wanted);
  return at === -1 || (numbers[at] ?? 0) > (floor[at] ?? 0);
}
