/** Checks spelling by a running `aspell` or `hunspell`, which is given words alone and bounded in time and output. */
import {inTurn} from '../../client/core/serially.ts';
import {within} from '../../shared/bounds/within.ts';
import {findProgram, startProgram, type Env} from './programs.ts';

export interface Speller {
  /** Resolves to the misspelt words; empty when the program has ended. */
  check: (words: readonly string[]) => Promise<readonly string[]>;
  close(): void;
}

const ARGS: Readonly<Record<string, (language: string | undefined) => readonly string[]>> = {
  aspell: language => ['-a', '--encoding=utf-8', ...(language === undefined ? [] : [`--lang=${language}`])],
  hunspell: language => ['-a', '-i', 'utf-8', ...(language === undefined ? [] : ['-d', language])],
};

/** Maximum number of words per check; further ones are not checked. */
const WORDS_MAX = 100;
const WORD = /^[\p{L}\p{M}'’]{1,64}$/u;
/** A program that answers more than this is not a spell checker. */
const ANSWER_CHARACTERS_MAX = 256 * 1024;
/** Time limit per check, long enough to load dictionaries. */
const WAIT_MS = 5_000;
/** Results of `ispell -a` that mean a misspelt word: with suggestions, without any, or with a guess by word parts. */
const WRONG = /^[&#?]/;

/**
 * @param onEnd called once with a sentence when checking stops
 * @returns `undefined` if no spell checker is installed
 */
export function openSpeller(
  env: Env,
  language: string | undefined,
  onEnd: (sentence: string) => void,
): Speller | undefined {
  const name = Object.keys(ARGS).find(one => findProgram(env, [one]) !== undefined);
  const file = name === undefined ? undefined : findProgram(env, [name]);
  if (name === undefined || file === undefined) return undefined;
  let child: ReturnType<typeof startProgram> | undefined;
  let isOver = false;
  let heard = '';
  let onHeard = () => {};
  /** Only one check at a time. */
  const askInTurn = inTurn();

  function end(why?: string): void {
    if (isOver) return;
    isOver = true;
    child?.kill('SIGKILL');
    onHeard();
    if (why !== undefined) onEnd(`${name} ${why}: spelling is not looked at any more. /set spelling off`);
  }

  function begin(): ReturnType<typeof startProgram> {
    const started = startProgram(file ?? '', ARGS[name ?? '']?.(language) ?? [], env);
    started.on('error', () => end('cannot be started'));
    started.on('exit', () =>
      end(language === undefined ? 'has ended' : `has ended (is there a dictionary ${language}?)`),
    );
    started.stdout.on('data', (text: string) => {
      heard += text;
      if (heard.length > ANSWER_CHARACTERS_MAX) return end('says too much');
      onHeard();
    });
    return started;
  }

  /**
   * Sends words, one per line. Each is answered by result lines and an empty line; a line with the program's name comes first.
   */
  async function ask(words: readonly string[]): Promise<readonly string[]> {
    if (isOver) return [];
    const isFirst = child === undefined;
    child ??= begin();
    heard = isFirst ? heard : '';
    // With a leading `^`, a line is never taken for a command.
    child.stdin.write(words.map(word => `^${word}\n`).join(''));
    const {promise: answered, resolve} = Promise.withResolvers<true>();
    onHeard = () => {
      if (isOver || answersIn(heard).length >= words.length) resolve(true);
    };
    onHeard();
    if ((await within(WAIT_MS, answered)) === undefined) end('does not answer');
    onHeard = () => {};
    const answers = answersIn(heard);
    return isOver ? [] : words.filter((_, at) => answers[at]?.some(row => WRONG.test(row)) === true);
  }

  return {
    check(words) {
      const asked = words.filter(word => WORD.test(word)).slice(0, WORDS_MAX);
      return askInTurn(async () => (asked.length === 0 ? [] : ask(asked)));
    },
    close: () => end(),
  };
}

/** The complete results by input line. */
function answersIn(heard: string): string[][] {
  const answers: string[][] = [];
  let rows: string[] = [];
  for (const row of heard.split(/\r?\n/).slice(0, -1)) {
    if (row.startsWith('@(#)')) continue;
    if (row === '') {
      answers.push(rows);
      rows = [];
    } else rows.push(row);
  }
  return answers;
}
