/**
 * Validates the server's answers and events against the protocol's schemas. Loaded with the socket, because the schemas take
 * a tenth of the time to the first frame.
 */
import {ChatError, isWireCode} from '../../shared/errors.ts';
import {
  EVENTS,
  isEventName,
  REQUESTS,
  type EventName,
  type Payload,
  type RequestName,
  type Result,
} from '../../shared/protocol.ts';

/** Event name and payload, as one value. */
export type ServerEvent = {[Name in EventName]: {type: Name; payload: Payload<Name>}}[EventName];

/** @throws the server's own refusal, or `bad-answer` when the shape is wrong */
export function readAnswer<Request extends RequestName>(name: Request, answer: unknown): Result<Request> {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) throw new ChatError('bad-answer', name);
  if (answer.ok === true && 'data' in answer && isModest(answer.data)) {
    const read = REQUESTS[name].result.safeParse(answer.data);
    if (read.success) return read.data as Result<Request>;
  }
  if (answer.ok === false && 'error' in answer) throw toChatError(answer.error) ?? new ChatError('bad-answer', name);
  throw new ChatError('bad-answer', name);
}

/** Parses an error from the wire; `undefined` for anything else. */
export function toChatError(value: unknown): ChatError | undefined {
  if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
  const {code} = value;
  if (typeof code !== 'string' || !isWireCode(code)) return undefined;
  const detail = 'detail' in value && typeof value.detail === 'string' ? value.detail : '';
  return new ChatError(code, detail.slice(0, 500));
}

/** Maximum length of a list that a server has reason to send at once. */
const LIST_MAX = 10_000;

/** Checked before a schema parses the lists, because parsing millions of items takes seconds. */
const isModest = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  Object.values(value).every(part => !Array.isArray(part) || part.length <= LIST_MAX);

/** `later` for an event that only a later version knows; `undefined` for invalid data. */
export function readEvent(name: unknown, payload: unknown): ServerEvent | 'later' | undefined {
  if (typeof name === 'string' && !isEventName(name)) return 'later';
  if (typeof name !== 'string' || !isEventName(name) || !isModest(payload)) return undefined;
  const read = EVENTS[name].safeParse(payload);
  // TypeScript cannot see that the schema found by the name matches it.
  return read.success ? ({type: name, payload: read.data} as ServerEvent) : undefined;
}
