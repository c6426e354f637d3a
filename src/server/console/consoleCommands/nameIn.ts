/** The one name that follows a command. */
import {ChatError} from '../../../shared/errors.ts';

/** With or without `@`. @throws command-usage */
export function nameIn(rest: string, command: string): string {
  const [, name] = /^@?(\S+)$/.exec(rest) ?? [];
  if (name === undefined) throw new ChatError('command-usage', `${command} @NAME`);
  return name;
}
