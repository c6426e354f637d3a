/** `node scripts/layers.ts`: rooms, floors, arrows and circles of each layer, by the rules of the architecture test. */
import {dirname} from 'node:path';
import {arrowsIn, cyclesIn, isOurs, sources, targetOf} from '../__tests__/support/suite/sources.ts';

/** Length of the longest way down; there are no circles. */
function floorsOf(below: ReadonlyMap<string, ReadonlySet<string>>): number {
  const heights = new Map<string, number>();
  const heightOf = (room: string): number => {
    const known = heights.get(room);
    if (known !== undefined) return known;
    const height = 1 + Math.max(0, ...Array.from(below.get(room) ?? [], heightOf));
    heights.set(room, height);
    return height;
  };
  return Math.max(...Array.from(below.keys(), heightOf));
}

/** Pairs of a folder and one inside it that import each other. */
function mutualPairs(): string[] {
  const arrows = new Set(
    sources.flatMap(source =>
      source.imports.filter(isOurs).map(name => `${dirname(source.path)} ${dirname(targetOf(source, name))}`),
    ),
  );
  return [...arrows].filter(arrow => {
    const [from = '', to = ''] = arrow.split(' ');
    return to.startsWith(`${from}/`) && arrows.has(`${to} ${from}`);
  });
}

console.log('| layer | rooms | floors | arrows | circles |\n|---|---|---|---|---|');
for (const layer of ['client', 'server', 'tui', 'cli', 'shared']) {
  const below = arrowsIn(`src/${layer}`);
  const circles = cyclesIn(below).length;
  const arrows = [...below.values()].reduce((sum, rooms) => sum + rooms.size, 0);
  console.log(`| ${layer} | ${below.size} | ${circles > 0 ? '-' : floorsOf(below)} | ${arrows} | ${circles} |`);
}
console.log(`\nA folder and one inside it that import each other: ${mutualPairs().length}.`);
if (process.argv.includes('--pairs')) console.log(mutualPairs().join('\n'));
