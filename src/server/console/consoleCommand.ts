/** What a command of the admin console is. The console acts as the server itself. */
import type {ServerContext} from '../context.ts';

export interface ConsoleCommand {
  name: string;
  aliases: readonly string[];
  /** What follows the name, such as `@NAME [why]`; empty when nothing does. */
  usage: string;
  summary: string;
  /** Resolves to lines to show; they may hold foreign text. @throws command-usage */
  run(server: ServerContext, rest: string): Promise<readonly string[]>;
}
