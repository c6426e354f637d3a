/**
 * Node's own modules whose loading delays the start, loaded at first use; their types are imported as usual. Before the first
 * frame, `https` with `tls` takes a tenth of the processor time. An `import` would also read all exports of a built-in
 * module: the getter of `WebSocket` in `http` loads undici, 45 ms of processor time.
 */
export const nodeHttp = () => process.getBuiltinModule('node:http');
export const nodeHttps = () => process.getBuiltinModule('node:https');
export const nodeTls = () => process.getBuiltinModule('node:tls');
export const nodeZlib = () => process.getBuiltinModule('node:zlib');
