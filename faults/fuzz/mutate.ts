/** Breaks valid parameters and packets in many ways, chosen by a seeded random generator. */
import {HOSTILE_TEXTS} from '../../__tests__/support/hostile/hostileText.ts';

export type Random = () => number;

export const pick = <T>(random: Random, list: readonly T[]): T => {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.5,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  1e308,
  -1e308,
  5e-324,
  Number.MAX_SAFE_INTEGER,
];
const ATOMS = [
  null,
  true,
  false,
  '',
  ' ',
  'null',
  '0',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  [],
  {},
  [[]],
  [null],
];

const deep = (levels: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : {a: value};
  return value;
};

const STRANGE: readonly ((random: Random) => unknown)[] = [
  random => pick(random, NUMBERS),
  random => pick(random, ATOMS),
  random => pick(random, HOSTILE_TEXTS).text.slice(0, 300),
  random => 'x'.repeat(2 ** Math.floor(random() * 16)),
  random => Array.from({length: Math.floor(random() * 300)}, (_, at) => at),
  random => deep(Math.floor(random() * 200)),
  random => Buffer.alloc(Math.floor(random() * 64)),
  () => ({_placeholder: true, num: 0}),
  () => ({__proto__: null, polluted: true}),
  // As text it comes with an own key of this name, which an object literal cannot have.
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown,
];

const strange = (random: Random): unknown => pick(random, STRANGE)(random);

/** A text with a piece of it doubled, cut, turned round or replaced. */
function brokenText(random: Random, text: string): string {
  const at = Math.floor(random() * (text.length + 1));
  const length = Math.floor(random() * 8);
  const insert =
    random() < 0.5
      ? String.fromCodePoint(Math.floor(random() * 0xd7ff))
      : pick(random, HOSTILE_TEXTS).text.slice(0, 60);
  const kinds = [
    () => text.slice(0, at) + text.slice(at + length),
    () => text.slice(0, at) + insert + text.slice(at),
    () => text.slice(0, at) + text.slice(at, at + length).repeat(3) + text.slice(at + length),
    () => text.toUpperCase(),
    () => Array.from(text).toReversed().join(''),
  ];
  return pick(random, kinds)();
}

function brokenValue(random: Random, value: unknown): unknown {
  if (random() < 0.4) return strange(random);
  if (typeof value === 'number') return random() < 0.5 ? value + Math.floor(random() * 5) - 2 : pick(random, NUMBERS);
  if (typeof value === 'string') return brokenText(random, value);
  if (Array.isArray(value)) return random() < 0.5 ? [...(value as unknown[]), strange(random)] : value.slice(1);
  return typeof value === 'boolean' ? !value : strange(random);
}

/** The parameters with something wrong, or now and then as they are. */
export function broken(random: Random, params: object): unknown {
  const chance = random();
  if (chance < 0.15) return params;
  if (chance < 0.2) return strange(random);
  const keys = Object.keys(params);
  const copy: Record<string, unknown> = {...params};
  if (keys.length === 0 || chance < 0.3) return {...copy, [brokenText(random, 'extra')]: strange(random)};
  const key = pick(random, keys);
  if (chance < 0.4) delete copy[key];
  else copy[key] = brokenValue(random, copy[key]);
  return copy;
}

/** The text of a packet with a few characters changed. */
export function brokenPacket(random: Random, packet: string): string {
  let text = packet;
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) text = brokenText(random, text);
  return text.toWellFormed();
}
