// Runs inside the process of one function: loads its handler and calls it for each frame that comes over descriptor 3. Plain
// JavaScript without dependencies, since nothing of the program may be seen from here.
import { AsyncLocalStorage } from 'node:async_hooks'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { pathToFileURL } from 'node:url'

const channel = new Socket({ fd: 3 })
// Whatever the handler starts must not reach the channel by its number.
const [, , handlerFile, secretsDescriptor] = process.argv
process.argv.splice(1)
if (secretsDescriptor !== undefined) showSecrets(JSON.parse(fs.readFileSync(Number(secretsDescriptor), 'utf8')))

let handler
try {
  const loaded = await import(pathToFileURL(handlerFile).href)
  const exported = loaded.default ?? loaded
  handler = typeof exported === 'function' ? exported : (exported.default ?? exported.handler ?? loaded.handler)
  if (typeof handler !== 'function') throw new TypeError('the handler exports no function')
  send({ ready: true })
} catch (error) {
  send({ ready: false, error: String(error?.stack ?? error) })
}

/** Without a container there is no folder of secrets: what reads files finds them there nevertheless. */
function showSecrets(secrets) {
  const folder = '/var/openfaas/secrets'
  const secretOf = path => {
    const text = String(path)
    return text.startsWith(`${folder}/`) ? secrets[text.slice(folder.length + 1)] : undefined
  }
  const encoded = (secret, options) => {
    const encoding = typeof options === 'string' ? options : options?.encoding
    return encoding ? Buffer.from(secret).toString(encoding) : Buffer.from(secret)
  }
  const { readFileSync, existsSync, readdirSync, promises } = fs
  const { readFile } = promises
  fs.readFileSync = (path, options) => {
    const secret = secretOf(path)
    return secret === undefined ? readFileSync(path, options) : encoded(secret, options)
  }
  promises.readFile = async (path, options) => {
    const secret = secretOf(path)
    return secret === undefined ? readFile(path, options) : encoded(secret, options)
  }
  fs.readFile = (path, ...rest) => {
    const answer = rest.at(-1)
    promises.readFile(path, rest.length > 1 ? rest[0] : undefined).then(value => answer(null, value), answer)
  }
  fs.existsSync = path => String(path) === folder || secretOf(path) !== undefined || existsSync(path)
  fs.readdirSync = (path, ...rest) => (String(path) === folder ? Object.keys(secrets) : readdirSync(path, ...rest))
  syncBuiltinESMExports()
}

const calls = new AsyncLocalStorage()
// What nobody awaits must not end the process with every other call in it: it is the fault of the call that began it.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, error => {
    console.error(error)
    calls.getStore()?.fail(error)
  })
}

let pending = Buffer.alloc(0)
channel.on('data', chunk => {
  pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
  while (pending.length >= 8) {
    const head = pending.readUInt32BE(0)
    const whole = 8 + head + pending.readUInt32BE(4)
    if (pending.length < whole) return
    const request = JSON.parse(pending.toString('utf8', 8, 8 + head))
    call(request, pending.subarray(8 + head, whole))
    pending = pending.subarray(whole)
  }
})
channel.on('close', () => process.exit(0))

function call({ id, method, path, query, headers }, bytes) {
  const context = new Context()
  let isAnswered = false
  const answer = (error, result) => {
    if (isAnswered) return
    isAnswered = true
    if (error !== undefined && error !== null) {
      console.error(error)
      const status = context.status() >= 400 ? context.status() : 500
      send({ id, status, headers: context.headers() }, Buffer.from(String(error?.message ?? error)))
      return
    }
    const { body, type } = bodyOf(result)
    const named = Object.keys(context.headers()).some(name => name.toLowerCase() === 'content-type')
    send({ id, status: context.status(), headers: named ? context.headers() : { ...context.headers(), ...type } }, body)
  }
  context.answer = answer
  const event = { body: parsed(bytes, headers), headers, method, query, path }
  calls.run({ fail: answer }, async () => {
    try {
      const result = await handler(event, context, answer)
      if (!context.isAnswered) answer(null, result)
    } catch (error) {
      // The official template answers what was thrown with 200: nobody would retry it or count it.
      answer(error ?? new Error('thrown'))
    }
  })
}

/** What a handler of the templates node20 and node22 is given. */
class Context {
  #status = 200
  #headers = {}
  isAnswered = false

  status(code) {
    if (code === undefined) return this.#status
    this.#status = code
    return this
  }

  /** Adds to those that are there. */
  headers(more) {
    if (more === undefined) return this.#headers
    this.#headers = { ...this.#headers, ...more }
    return this
  }

  succeed(value) {
    this.isAnswered = true
    this.answer(null, value)
  }

  fail(error) {
    this.isAnswered = true
    this.answer(error ?? new Error('the function failed'))
  }
}

/** By its type: JSON, a form and text as such, everything else as bytes; RAW_BODY: always bytes. */
function parsed(bytes, headers) {
  // biome-ignore lint/style/noProcessEnv: the environment of the function, which is what people set it in
  if (process.env.RAW_BODY === 'true') return Buffer.from(bytes)
  const type = String(headers['content-type'] ?? '').toLowerCase()
  if (bytes.length === 0) return type.startsWith('text/') ? '' : {}
  if (/^application\/(?:[\w.+-]+\+)?json/.test(type)) {
    try {
      return JSON.parse(bytes.toString('utf8'))
    } catch {
      return bytes.toString('utf8')
    }
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = {}
    for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) {
      form[name] = name in form ? [form[name], value].flat() : value
    }
    return form
  }
  return type.startsWith('text/') || type === '' ? bytes.toString('utf8') : Buffer.from(bytes)
}

function bodyOf(value) {
  const html = { 'content-type': 'text/html; charset=utf-8' }
  if (value === undefined || value === null) return { body: Buffer.alloc(0), type: {} }
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) {
    return { body: Buffer.from(value), type: { 'content-type': 'application/octet-stream' } }
  }
  if (typeof value === 'object') return { body: Buffer.from(JSON.stringify(value)), type: html }
  if (typeof value === 'string') return { body: Buffer.from(value), type: html }
  return { body: Buffer.from(String(value)), type: { 'content-type': 'application/json; charset=utf-8' } }
}

function send(head, body = Buffer.alloc(0)) {
  const text = Buffer.from(JSON.stringify(head))
  const prefix = Buffer.allocUnsafe(8)
  prefix.writeUInt32BE(text.length, 0)
  prefix.writeUInt32BE(body.length, 4)
  channel.write(Buffer.concat([prefix, text, body]))
}
