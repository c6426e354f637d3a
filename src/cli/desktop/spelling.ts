/** Checks spelling by a running `aspell` or `hunspell`, which is given words alone and bounded in time and output. */
import {inTurn} from '../../client/core/serially.ts';
import {within} from '../../shared/bounds/within.ts';
import {findProgram, startProgram, type Env} from './programs.ts';

export interface Speller {
  /** Resolves to those that are in no dictionary; empty when the program is gone. */
  check: (words: readonly string[]) => Promise<readonly string[]>;
  close(): void;
}

const ARGS: Readonly<Record<string, (language: string | undefined) => readonly string[]>> = {
  aspell: language => ['-a', '--encoding=utf-8', ...(language === undefined ? [] : [`--lang=${language}`])],
  hunspell: language => ['-a', '-i', 'utf-8', ...(language === undefined ? [] : ['-d', language])],
};

/** Of one question; what is beyond is not looked up. */
const WORDS_MAX = 100;
const WORD = /^[\p{L}\p{M}'’]{1,64}$/u;
/** A program that says more than this about a hundred words is not one for spelling. */
const ANSWER_CHARACTERS_MAX = 256 * 1024;
/** Dictionaries are loaded meanwhile. */
const WAIT_MS = 5_000;
/** What is wrong, in the answers of `ispell -a`: with guesses, without, or made up of parts. */
const WRONG = /^[&#?]/;

/** @param onEnd called once with a sentence when checking stops. @returns `undefined` where no program is installed */
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
  /** One question after the other. */
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

  /** An answer for each line: rows, then an empty one; before the first one stands who it is. */
  async function ask(words: readonly string[]): Promise<readonly string[]> {
    if (isOver) return [];
    const isFirst = child === undefined;
    child ??= begin();
    heard = isFirst ? heard : '';
    // Behind the sign a line is never a command.
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

/** Rows that are finished, by the line that they answer. */
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
