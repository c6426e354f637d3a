/**
 * Node's own modules that cost a start: loaded when something is asked of them first, without what importing them costs.
 * Types are imported from them as usual.
 *
 * Before the first frame `https` with `tls` is a tenth of what the processor does. And an `import` reads every export of a
 * built-in module: the getter of one of `http` (`WebSocket`) loads undici, 45 ms of processor time.
 */
export const nodeHttp = () => process.getBuiltinModule('node:http');
export const nodeHttps = () => process.getBuiltinModule('node:https');
export const nodeTls = () => process.getBuiltinModule('node:tls');
export const nodeZlib = () => process.getBuiltinModule('node:zlib');
