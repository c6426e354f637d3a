/** Facts about each request for the protocol's documentation, from its handler. */
import {readFileSync} from 'node:fs';
import * as handlers from '../../src/server/requests/handlers.ts';
import type {Handler} from '../../src/server/requests/handler.ts';
import type {RequestName} from '../../src/shared/protocol.ts';

const byName: {[Name in RequestName]: Pick<Handler<Name>, 'access' | 'token'>} = handlers;

/** The sentence that opens the handler's file, for readers of the code and of the documentation. */
function aboutOf(name: RequestName): string {
  const code = readFileSync(`src/server/requests/handlers/${name}.ts`, 'utf8');
  const [, comment] = /^\/\*\*\s+(?:\* )?([^]*?)\s*\*\//.exec(code) ?? [];
  if (comment === undefined) throw new Error(`${name}: its file begins with no comment`);
  return comment.replaceAll(/\n \* ?/g, ' ');
}

export const HANDLER_FACTS = Object.entries(byName).map(([name, {access, token}]) => ({
  name: name as RequestName,
  about: aboutOf(name as RequestName),
  access,
  token,
}));
