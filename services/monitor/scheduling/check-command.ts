import type { SignalState } from '../../../contracts/common-schemas.ts'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { slugOf } from '../../../contracts/slug.ts'
import { type Command, configOf } from '../../../kit/cli/command.ts'
import { notFound } from '../../../kit/service/errors.ts'
import { MonitorConfig } from '../config.ts'
import { type Definition, toDefinition } from '../definitions/definition.ts'
import { checkKind } from '../probes/index.ts'
import type { ProbeResult } from '../probes/kind/kind.ts'
import { probeOnce } from './check-runner.ts'

type Row = { readonly definition: Definition; readonly result: ProbeResult }

/** More at once would measure this machine, not the targets. */
const probesAtOnce = 50

export const checkCommand: Command = {
  name: 'check',
  arguments: '[name...]',
  summary: 'check every service once, or those named, and print the results; exit code 1 if one is down',
  run: async input => {
    const { services, monitoring } = configOf(MonitorConfig, input)
    const chosen = choose(
      services.map(item => toDefinition(item)),
      input.args,
    )
    const { clock, network, redactor } = input
    const rows: Row[] = []
    const queue = chosen.values()
    const worker = async () => {
      for (const definition of queue) {
        const kind = checkKind(definition.kind)
        if (!kind) continue
        const timeout_ms = (definition.timeout ?? monitoring.default_timeout) * 1000
        const options = { clock, network, redactor, watched_since: clock.now() }
        const result = await probeOnce({ kind, definition, timeout_ms }, options)
        rows.push({ definition, result })
        input.progress(rows.length, chosen.length, 'checked')
      }
    }
    await Promise.all(Array.from({ length: probesAtOnce }, worker))
    rows.sort((a, b) => chosen.indexOf(a.definition) - chosen.indexOf(b.definition))
    for (const line of table(rows)) input.print(line)
    return rows.some(({ result }) => result.state === 'down') ? 1 : 0
  },
}

function choose(definitions: readonly Definition[], names: readonly string[]): readonly Definition[] {
  if (names.length === 0) return definitions
  return names.map(name => {
    const found = definitions.find(one => one.name === name || slugOf(one.name) === slugOf(name))
    if (found) return found
    const known = definitions.map(one => one.name).join(', ')
    throw notFound('monitor.no-such-check', `there is no service "${name}"; there are ${known || 'none'}`)
  })
}

const marks: Readonly<Record<SignalState, string>> = { up: '✓', degraded: '!', down: '✗', unknown: '?' }

function table(rows: readonly Row[]): string[] {
  const cells = rows.map(({ definition, result }) => [
    `${marks[result.state]} ${result.state}`,
    definition.name,
    definition.kind,
    result.http_status === null ? '' : String(result.http_status),
    result.response_ms === null ? '' : `${result.response_ms.toFixed(0)} ms`,
    result.reason ? inEnglish(result.reason) : '',
  ])
  const all = [['STATE', 'SERVICE', 'KIND', 'HTTP', 'TIME', 'REASON'], ...cells]
  const widths = (all[0] ?? []).map((_cell, column) => Math.max(...all.map(row => row[column]?.length ?? 0)))
  return all.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
