import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { importLine, resultOf } from '../../../contracts/imports.ts'
import { inEnglish } from '../../../contracts/messages/words.ts'
import type { Command, CommandInput } from '../../../kit/cli/command.ts'
import { writeFileAtomically } from '../../../kit/runtime/files.ts'
import { conflict, notFound } from '../../../kit/service/errors.ts'
import { isSqliteFile } from '../../../kit/store/sqlite/file.ts'
import { backupOfKumaDatabase } from './kuma-database.ts'
import { planImport } from './plan-import.ts'

const formats = {
  'uptime-kuma': 'take over the monitors of Uptime Kuma, from its kuma.db or a JSON backup',
  gatus: 'take over the endpoints of a config.yaml of Gatus',
} as const

/** Both write the file that a team keeps; POST /api/v1/imports makes checks in a running Vigie instead. */
export const importCommands: readonly Command[] = Object.entries(formats).map(([format, summary]) => ({
  name: `import ${format}`,
  arguments: '<file>',
  summary,
  options: [
    { flags: '--dry-run', summary: 'say what would be done' },
    { flags: '--output <file>', summary: 'where the services are written (vigie.yaml beside the file)' },
    { flags: '--force', summary: 'replace that file when it is there already' },
  ],
  run: async input => writeImported(input, format as keyof typeof formats),
}))

type Asked = Pick<CommandInput, 'args' | 'options' | 'print'>

export function writeImported({ args, options, print }: Asked, format: keyof typeof formats): number {
  const path = resolve(args[0] ?? '')
  if (!existsSync(path)) throw notFound('monitor.no-such-file', `there is no ${path}`)
  const target = typeof options.output === 'string' ? resolve(options.output) : join(dirname(path), 'vigie.yaml')
  const { rows, notes } = planImport(format, textOf(path, format), new Set())
  const { created, skipped, errors } = resultOf(rows, options.dryRun === true)
  for (const row of rows) print(importLine(row))
  for (const note of notes) print(`note: ${inEnglish(note)}`)
  print(`${created} to create, ${skipped} skipped, ${errors} that cannot be taken over`)
  if (options.dryRun || created === 0) return errors > 0 ? 1 : 0
  if (existsSync(target) && !options.force) {
    throw conflict('monitor.file-exists', `${target} is there already; --force replaces it, --output names another`)
  }
  const services = rows.flatMap(({ action, check }) => (action === 'create' && check ? [check] : []))
  // Headers and passwords came along: for the owner's eyes only.
  writeFileAtomically(target, stringify({ services }, { lineWidth: 0 }), 0o600)
  print(`${target}: ${created} service(s); check it with "vigie validate --config ${target}"`)
  return errors > 0 ? 1 : 0
}

function textOf(path: string, format: keyof typeof formats): string {
  return format === 'uptime-kuma' && isSqliteFile(path) ? backupOfKumaDatabase(path) : readFileSync(path, 'utf8')
}
