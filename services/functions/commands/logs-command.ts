import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Command } from '../../../kit/cli/command.ts'
import { addressOptions, callVigie } from './call-vigie.ts'

type Line = { readonly timestamp: string; readonly text: string }

export const logsCommand: Command = {
  name: 'functions logs',
  arguments: '<name>',
  summary: 'what a function of a Vigie that runs wrote, oldest first',
  options: [
    { flags: '--tail <lines>', summary: 'the last of them', default: '100' },
    { flags: '--since <time>', summary: 'from that time on, as 2026-11-30T08:00:00Z' },
    { flags: '--follow', summary: 'and what it writes from now on' },
    ...addressOptions,
  ],
  run: async input => {
    const { tail, since, follow } = input.options
    const query = new URLSearchParams({
      name: input.args[0] ?? '',
      tail: String(tail),
      follow: String(follow === true),
    })
    if (typeof since === 'string') query.set('since', since)
    const answer = await callVigie(input, `/system/logs?${query}`)
    if (!answer.ok || !answer.body) {
      input.print(await answer.text())
      return 1
    }
    for await (const line of createInterface({ input: Readable.fromWeb(answer.body as ReadableStream) })) {
      const { timestamp, text } = JSON.parse(line) as Line
      if (!(await input.write(`${timestamp} ${text}\n`))) break
    }
    return 0
  },
}
