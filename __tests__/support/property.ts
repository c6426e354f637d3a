/** fast-check for all properties: the same few runs each time; `npm run fuzz -- properties` makes many, by chance. */
import fc from 'fast-check';

fc.configureGlobal({
  numRuns: Number(process.env.CHAT_TUI_FUZZ_RUNS ?? 100),
  seed: Number(process.env.CHAT_TUI_FUZZ_SEED ?? 1),
});

export {default} from 'fast-check';
