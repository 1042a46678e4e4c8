import { buffer } from 'node:stream/consumers'
import type { Command, CommandInput } from '../../../kit/cli/command.ts'
import { addressOptions, callVigie } from './call-vigie.ts'

export const invokeCommand: Command = {
  name: 'functions invoke',
  arguments: '<name>',
  summary: 'call a function of a Vigie that runs, with what comes in; exit code 1 if it does not answer a success',
  options: [
    { flags: '--body <text>', summary: 'instead of the standard input' },
    { flags: '--content-type <type>', summary: 'of the body', default: 'text/plain' },
    { flags: '--method <method>', summary: 'as POST or GET', default: 'POST' },
    ...addressOptions,
  ],
  run: async input => {
    const [name = ''] = input.args
    const method = String(input.options.method).toUpperCase()
    const body = method === 'GET' ? undefined : await bodyOf(input)
    const headers = { 'content-type': String(input.options.contentType) }
    const answer = await callVigie(input, `/function/${encodeURIComponent(name)}`, {
      method,
      headers,
      ...(body ? { body } : {}),
    })
    await input.write(await answer.text())
    return answer.ok ? 0 : 1
  },
}

async function bodyOf({ options }: CommandInput): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof options.body === 'string') return new Uint8Array(Buffer.from(options.body))
  return process.stdin.isTTY ? new Uint8Array(0) : new Uint8Array(await buffer(process.stdin))
}
