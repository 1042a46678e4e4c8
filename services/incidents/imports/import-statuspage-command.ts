import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { importLine } from '../../../contracts/imports.ts'
import type { Command } from '../../../kit/cli/command.ts'
import { notFound } from '../../../kit/service/errors.ts'
import { withWork } from '../with-work.ts'
import { importStatuspage } from './import-statuspage.ts'
import { requireStatuspageExport } from './statuspage-export.ts'

export const importStatuspageCommand: Command = {
  name: 'import statuspage',
  arguments: '<file>',
  summary: 'take over components and past incidents: api/v2/summary.json, api/v2/incidents.json',
  options: [{ flags: '--dry-run', summary: 'say what would be done' }],
  run: async input => {
    const path = resolve(input.args[0] ?? '')
    if (!existsSync(path)) throw notFound('incidents.no-such-file', `there is no ${path}`)
    const wish = { ...requireStatuspageExport(readFileSync(path, 'utf8')), dry_run: input.options.dryRun === true }
    const { rows, created, skipped, errors } = await withWork(input, work => importStatuspage(work, wish))
    for (const row of rows) input.print(importLine(row))
    const done = wish.dry_run ? 'to create' : 'created'
    input.print(`${created} ${done}, ${skipped} skipped, ${errors} that cannot be taken over`)
    return errors > 0 ? 1 : 0
  },
}
