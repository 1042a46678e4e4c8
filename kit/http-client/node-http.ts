/**
 * Node’s HTTP client, for `send-http.ts` and for the probes, which open their connections themselves. An import of `node:http`
 * reads every export of the module, and one of them brings Node’s whole fetch implementation with it; asked for like this it
 * stays out of memory until somebody fetches.
 */
export const {
  Agent: HttpAgent,
  request: requestHttp,
  validateHeaderName,
  validateHeaderValue,
} = process.getBuiltinModule('node:http')
export const { Agent: HttpsAgent, request: requestHttps } = process.getBuiltinModule('node:https')
