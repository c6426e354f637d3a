/** Renders `docs/protocol.md`: everything needed to log in and chat with a stock socket.io client of any language. */
import {ERRORS} from '../../src/shared/errorTable.ts';
import {DEFAULT_PORT, FIXED_LIMITS} from '../../src/shared/limits.ts';
import {PROTOCOL_MINOR, PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {Entry, ENTRY_SCHEMAS} from '../../src/shared/entries/entry.ts';
import {SERVER_RIGHTS} from '../../src/shared/access/roles.ts';
import * as fields from '../../src/shared/fields.ts';
import * as model from '../../src/shared/model.ts';
import {SEEN_PATH} from '../../src/shared/peer/signal.ts';
import {FILES_PATH, HEALTH_PATH} from '../../src/shared/httpPaths.ts';
import {EVENTS, Handshake, REQUESTS} from '../../src/shared/protocol.ts';
import {HANDLER_FACTS} from './handlers.ts';
import {describeSchema, type Named} from './schema.ts';

const NAMED: readonly Named[] = [
  {name: 'Entry', schema: Entry},
  {name: 'Room', schema: model.Room},
  {name: 'RoomSummary', schema: model.RoomSummary},
  {name: 'FileView', schema: model.FileView},
  {name: 'Invite', schema: model.Invite},
  {name: 'LoginRecord', schema: model.LoginRecord},
  {name: 'User', schema: model.User},
  {name: 'Name', schema: fields.Name},
  {name: 'RoomName', schema: fields.RoomName},
  {name: 'EntryId', schema: fields.EntryId},
  {name: 'Sha256', schema: fields.Sha256},
];

const code = (text: string) => `\`${text}\``;
const shown = (schema: Named['schema']) => code(describeSchema(schema, NAMED));

/** By the table of roles. */
function whoMay(access: (typeof HANDLER_FACTS)[number]['access']): string {
  if (access === 'account') return '';
  if (access === 'anyone') return ' *(also before login)*';
  return ` *(role ${SERVER_RIGHTS[access].least} and up)*`;
}

const requests = () =>
  HANDLER_FACTS.map(({name, access, about}) => {
    const {params, result} = REQUESTS[name];
    return `### ${name}\n\n${about}${whoMay(access)}\n\n- params ${shown(params)}\n- data ${shown(result)}`;
  });

const events = () => Object.entries(EVENTS).map(([name, payload]) => `- **${name}** ${shown(payload)}`);

const entryKinds = () =>
  // `unknown` is what a client makes of later kinds; it is never sent.
  ENTRY_SCHEMAS.filter(({shape}) => !shape.kind.def.values.includes('unknown' as never)).map(
    schema =>
      `- ${code(
        describeSchema(
          schema,
          NAMED.filter(one => one.name !== 'Entry'),
        ),
      )}`,
  );

export function protocolDoc(): string {
  return `# The wire protocol, version ${PROTOCOL_VERSION}

*Generated from \`src/shared/protocol.ts\` by \`npm run docs\`; do not edit.*

A server listens on one port (${DEFAULT_PORT} by default) for socket.io 4 (Engine.IO protocol 4, **WebSocket transport only**,
default parser, default namespace, path \`/socket.io/\`) and for HTTP (files). A stock socket.io client of any language can
join. A request whose \`Origin\` is another site is refused with 400 and logged; a request without one, or with the server's own
address or a name given by \`--names\`, is accepted.

## In short

1. Connect with \`transports: ["websocket"]\` and
   \`auth: {"protocolVersion": ${PROTOCOL_VERSION}, "programVersion": "my-bot 1.0"}\`.
2. Emit \`sessionLogin\` with \`{"name": "ada", "password": "…"}\` (or \`accountRegister\`) and an acknowledgement callback. The
   answer's \`data.token\` is the session token; keep it, and give it as \`auth.token\` next time instead of logging in.
3. Emit \`sessionOpen\` with \`{}\`: the answer tells the rooms, and from now on events arrive.
4. Emit \`messageSend\` with \`{"roomId": 1, "clientMsgId": "<22 characters>", "kind": "message", "text": "Hello"}\`. When the
   acknowledgement says \`ok\`, the message is on disk.
5. Listen for \`entriesAppended\`.

The same in Python, with the package \`python-socketio\` (Debian: \`python3-socketio\`, \`python3-websocket\`):

\`\`\`python
import base64, os, sys, socketio

client = socketio.Client()
client.on("entriesAppended", lambda batch: print(f'event {[entry["seq"] for entry in batch["entries"]]}', flush=True))
auth = {"protocolVersion": ${PROTOCOL_VERSION}, "programVersion": "my-bot 1.0"}
client.connect(sys.argv[1], transports=["websocket"], auth=auth)
print(client.call("accountRegister", {"name": sys.argv[2], "password": sys.argv[3]})["ok"])
lobby = client.call("sessionOpen", {})["data"]["rooms"][0]
message_id = base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")
message = {"roomId": lobby["roomId"], "clientMsgId": message_id, "kind": "message", "text": "Hello"}
print(f'seq {client.call("messageSend", message)["data"]["seq"]}', flush=True)
\`\`\`

As raw Engine.IO text packets (what a socket.io library does for you):
\`40{"protocolVersion":${PROTOCOL_VERSION},"programVersion":"x"}\` → \`40{"sid":"…"}\`;
\`420["sessionLogin",{"name":"ada","password":"…"}]\` → \`430[{"ok":true,"data":{"token":"ct_…","name":"ada"}}]\`;
the server's \`2\` is answered with \`3\`.

## Rules

- \`GET /identity?challenge=C\` (43 characters of base64url) answers \`{"ok":true,"proof":P}\` to everybody: HMAC-SHA-256, in
  base64url, of \`chat-tui identity\`, C, and the address and port of the server's end of that very connection, each on a line
  of its own, with the secret in its data folder. Somebody who can read that file can verify the server.
- A client is somebody's screen, and its account is online as long as one is connected, unless it says \`isProgram: true\` in
  its handshake, as shell verbs do: it
  can do everything, but does not make the account appear online.
- Every request has exactly one parameter object and an acknowledgement. Unknown keys are refused. The answer is
  \`{"ok": true, "data": …}\` or \`{"ok": false, "error": {"code": "…", "detail"?: "…"}}\`.
- Requests of one connection are served in order of arrival; those about files (\`file…\`) and admin commands are a second line
  beside the others. Several \`messageSend\` may be in flight; they keep their order.
- **Kept**: an acknowledged message is in a committed, fsynced transaction. **Once**: \`clientMsgId\` is 128 bits in base64url
  (22 characters), best 48 bits of milliseconds since 1970 and 80 random ones, made before the first attempt; sending the same id
  again returns the first result. So after a lost connection, send again.
- **One order**: each room is a log of entries with a gapless \`seq\` from 1. Events are hints: when \`seq\` jumps, or after a
  reconnect, fetch what is missing with \`entryList {roomId, afterSeq}\`. Duplicate events have a \`seq\` you already know.
- Several messages in flight may each name the one before: with \`afterId\`, a \`clientMsgId\` of yours in that room, a message
  is refused as \`out-of-order\` while that one is not stored. Send both again, in order.
- \`awaits\` in an answer names the other person of a direct conversation who is offline now, and will find it on return.
- A person's read position in a room is \`readSeq\`, the same on all devices: \`cursorMove\` moves it forward, \`cursorReset\`
  back. Each time it is moved back, \`resets\` grows by one; of two positions, the one with more \`resets\` is newer, and with
  equal \`resets\` the one with the higher seq.
- A packet to the server has at most ${FIXED_LIMITS.packetBytesMax} bytes. A connection that does not read is cut (\`too-slow\`)
  and catches up from the log.
- All text is plain Unicode from other people: filter control characters before you show it.

## Mentions

A message or action mentions a member by \`@\` and the login name, case-insensitively. The \`@\` must not follow a letter, digit
or mark of any script (Unicode \`L\`, \`N\`, \`M\`) or one of \`@ . _ -\`: \`café@bob\` mentions nobody. The name must not be
followed by a Latin letter, digit, mark or \`_\`, nor by dots or dashes with more of a name after them: \`@bob.\` mentions bob,
\`@bob.smith\` somebody else. Links mention nobody: from \`SCHEME://\`, \`www.\`, \`mailto:\` or \`HOST.NAME/\` to the next
space, \`<\`, \`>\` or \`"\`. Nobody mentions themselves. Server and clients use the same rule, \`src/shared/words/mention.ts\`.

## What a bot must do

- **Reconnect.** When the server stops, fails or closes a connection temporarily, the transport closes (\`transport close\`):
  libraries reconnect by themselves and send \`auth\` again, so give the token there. After \`connect\`, each time, emit
  \`sessionOpen\` (nothing arrives before), then \`entryList {roomId, afterSeq}\` for every room with the last \`seq\` you have,
  until \`lastSeq\` is reached. A \`lastSeq\` below yours, or another \`id\` at your last \`seq\`, means that an older backup
  was restored: continue from the last entry that both have.
- **Do not reconnect when told so.** Before the end comes \`sessionEnded {code, detail}\`. After each code that is not marked
  *retry* in [errors.md](errors.md), such as \`kicked\`, \`banned\` and \`session-expired\`, the server also sends a
  DISCONNECT (\`io server disconnect\`), after which libraries do not reconnect by themselves: do not reconnect without a
  person.
- **Wait when told.** \`too-many-requests\`, \`login-delayed\` and \`admission-delayed\` have whole seconds in \`detail\`: retry
  after that. The JavaScript library does not retry after a \`connect_error\` with such a code in \`data\`: call \`connect()\`
  yourself. Other codes marked *retry* in [errors.md](errors.md): after a second, then twice as long each time, to
  a minute.
- **Limits** are told by \`sessionOpen\`; besides: ${FIXED_LIMITS.connectionsPerUserMax} connections of one account at once,
  messages a minute as the operator set it (600 by default), ${FIXED_LIMITS.pageSizeMax} rows in a page,
  ${FIXED_LIMITS.roomsPerUserMax} rooms.
- **Mentions.** A message or action mentions \`name\` where \`@name\` stands, in upper or lower case, with no letter, digit,
  \`@\`, dot, dash or underscore before it and none that goes on with the name behind it.
- **Tokens** stay good until \`sessionEnd\`, until they were not used for 90 days, or as long as the operator has set, until the
  password is changed or the login ended on another connection, or until the operator ends them; those of programs until their
  date. A void one is refused with \`session-expired\`. The server keeps only their SHA-256. Keep one in a file that only you
  can read.
- **Order of events.** In one room \`entriesAppended\` comes in the order of \`seq\`; between rooms and for other events there
  is no order. The acknowledgement of a \`messageSend\` may come before or after the event that has the message in it: know it
  by its \`id\`, which is your \`clientMsgId\`.
- Do not answer your own messages (\`sender\` is you), nor those of other bots without a limit.

## Handshake

\`auth\` is ${shown(Handshake)}. A refusal is a \`connect_error\` whose \`data\` is \`{code, detail?}\`, e.g.
\`version-mismatch\`, \`session-expired\`, \`server-full\`. Without a token only the requests marked *also before login* are
answered.

Send \`"protocolMinor": ${PROTOCOL_MINOR}\` as well, and read leniently: ignore unknown keys and events, and skip entries of an
unknown kind but count their \`seq\`. Without it you get only what 1.0 had; entries of later kinds then come as an \`action\` that
says so. The server's own minor version and capabilities are in \`serverShow\` and \`sessionOpen\`; the lower minor version and
the common capabilities apply.

## Shapes

Types are written \`name?: type bounds\`; \`?\` may be absent, \`a..b\` bounds a number or a length.

${NAMED.filter(one => one.name !== 'Entry')
  .map(one => `- **${one.name}** ${shown(one.schema)}`)
  .join('\n')}

### Entry, one row of a room's log

${entryKinds().join('\n')}

\`sentAtMs\` is the server's clock in milliseconds since 1970 and never decides order.

## Requests

${requests().join('\n\n')}

## Events

${events().join('\n')}

## Files

\`fileOffer\` makes a \`fileId\`; the bytes go over HTTP on the same port with \`Authorization: Bearer TOKEN\`:

- Upload by [tus 1.0](https://tus.io/protocols/resumable-upload): \`POST ${FILES_PATH}\` with \`Upload-Length\` and
  \`Upload-Metadata: fileId <base64>\` creates it, \`HEAD\` and \`PATCH\` on \`${FILES_PATH}<fileId>\` go on. When all bytes are
  there: \`fileComplete\` with their SHA-256.
- Download by \`GET ${FILES_PATH}<fileId>\`, with \`Range\` to resume. It may start while the upload still runs. Check the
  SHA-256 that \`fileShow\` tells.
- To one person, with \`isDirect\`, the bytes go from client to client instead: found by \`signalSend\` with \`about: "file"\`,
  counted in no quota, and refused by \`GET\` with \`file-direct\`. \`fileRelay\` lets those from a byte on come here after all:
  \`HEAD\` then tells that byte, \`PATCH\` goes on there, and \`GET\` has what is asked for from there on. \`fileComplete\` with
  \`isDirect\` says that the other client has all of it.
- \`GET ${HEALTH_PATH}\` answers while the server runs. \`GET ${SEEN_PATH}\` tells address and port from which the connection
  comes, port 0 where a proxy does not say.

## Errors

Each code with its sentence is in [errors.md](errors.md) (${Object.keys(ERRORS).length} codes).
`;
}
