import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { importLine } from '../../../contracts/imports.ts'
import type { Command, CommandInput } from '../../../kit/cli/command.ts'
import { writeFileAtomically } from '../../../kit/runtime/files.ts'
import { conflict, invalid, messageOf, notFound } from '../../../kit/service/errors.ts'
import { convertAslConfig } from './asl-config.ts'
import { type AslIncident, readAslIncident } from './asl-incident.ts'
import { importIncident } from './import-incidents.ts'
import { importStatuspage } from './import-statuspage.ts'
import { withStores } from './open-stores.ts'
import { requireStatuspageExport } from './statuspage-export.ts'

/** Larger ones are not what that tool writes. */
const largestFile = 1_048_576

export const importAslCommand: Command = {
  name: 'import asl',
  arguments: '<file>',
  summary: 'take over a plain config.yaml, or the incident files (one, or a folder of them) of the old tool',
  options: [
    { flags: '--dry-run', summary: 'say what would be done' },
    { flags: '--force', summary: 'replace a vigie.yaml that is there already' },
  ],
  run: async input => {
    const path = requirePath(input)
    if (statSync(path).isDirectory()) return importHistory(input, path, jsonFilesOf(path))
    if (/\.ya?ml$/i.test(path)) return importConfig(input, path)
    return importHistory(input, dirname(path), [basename(path)])
  },
}

function requirePath({ args }: CommandInput): string {
  const path = resolve(args[0] ?? '')
  if (existsSync(path)) return path
  throw notFound('incidents.no-such-file', `there is no ${path}`)
}

function importConfig({ options, print }: CommandInput, path: string): number {
  const converted = convertAslConfig(readFileSync(path, 'utf8'))
  if (typeof converted === 'string') throw invalid('incidents.bad-config', `${path}: ${converted}`)
  const target = join(dirname(path), 'vigie.yaml')
  if (options.dryRun) print(converted.text.trimEnd())
  else {
    if (existsSync(target) && !options.force) {
      throw conflict('incidents.file-exists', `${target} is there already; --force replaces it, --dry-run only shows`)
    }
    writeFileAtomically(target, converted.text)
    print(`${target}: ${converted.services} service(s); check it with "vigie validate --config ${target}"`)
  }
  for (const note of converted.notes) print(`note: ${note}`)
  return 0
}

const jsonFilesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .sort()

async function importHistory(input: CommandInput, folder: string, files: readonly string[]): Promise<number> {
  const read = files.map(file => [file, readFile(folder, file)] as const)
  const bad = read.filter((one): one is readonly [string, string] => typeof one[1] === 'string')
  const good = read.flatMap(([, incident]) => (typeof incident === 'string' ? [] : [incident]))
  for (const [file, problem] of bad) input.print(`${join(folder, file)}: ${problem}`)
  const added = input.options.dryRun ? null : await addAll(input, good)
  const open = good.filter(({ resolved_at }) => resolved_at === null).length
  input.print(
    added === null
      ? `${good.length} incident(s) would be imported`
      : `${added} incident(s) imported, ${good.length - added} known already`,
  )
  if (open > 0) input.print(`${open} of them do not say when they ended: their duration is 0`)
  if (bad.length > 0) input.print(`${bad.length} file(s) could not be read`)
  return bad.length > 0 ? 1 : 0
}

function readFile(folder: string, file: string): AslIncident | string {
  try {
    if (statSync(join(folder, file)).size > largestFile) return 'is too large for an incident'
    return readAslIncident(file, readFileSync(join(folder, file), 'utf8'))
  } catch (thrown) {
    return messageOf(thrown)
  }
}

async function addAll(input: CommandInput, incidents: readonly AslIncident[]): Promise<number> {
  return withStores(input, async deps => {
    let added = 0
    for (const [index, incident] of incidents.entries()) {
      if (await importIncident(deps, incident)) added += 1
      input.progress(index + 1, incidents.length, incident.service)
    }
    return added
  })
}

export const importStatuspageCommand: Command = {
  name: 'import statuspage',
  arguments: '<file>',
  summary: 'take over components and past incidents: api/v2/summary.json, api/v2/incidents.json',
  options: [{ flags: '--dry-run', summary: 'say what would be done' }],
  run: async input => {
    const sent = requireStatuspageExport(readFileSync(requirePath(input), 'utf8'))
    const dry_run = input.options.dryRun === true
    const { rows, created, skipped, errors } = await withStores(input, deps =>
      importStatuspage(deps, { ...sent, dry_run }),
    )
    for (const row of rows) input.print(importLine(row))
    const done = dry_run ? 'to create' : 'created'
    input.print(`${created} ${done}, ${skipped} skipped, ${errors} that cannot be taken over`)
    return errors > 0 ? 1 : 0
  },
}
