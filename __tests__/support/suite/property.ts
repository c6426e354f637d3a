/** fast-check for all properties: the same few runs each time; `npm run fuzz -- properties` makes many, by chance. */
import fc from 'fast-check';

const RUNS = Number(process.env.CHAT_TUI_FUZZ_RUNS ?? 100);

fc.configureGlobal({
  numRuns: RUNS,
  seed: Number(process.env.CHAT_TUI_FUZZ_SEED ?? 1),
});

/** Of what must never differ: a thousand cases each time. */
export const THOUSAND = {numRuns: Math.max(1_000, RUNS)};

export {default} from 'fast-check';
