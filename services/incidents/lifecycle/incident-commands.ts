import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Command, CommandInput } from '../../../kit/cli/command.ts'
import { invalid, notFound } from '../../../kit/service/errors.ts'
import { importAslCommand, importStatuspageCommand } from '../imports/import-commands.ts'
import { incidentAsText, incidentsAsCsv, incidentsAsJson, incidentsAsTable } from './export-incidents.ts'
import { IncidentStore } from './incident-store.ts'

const mostListed = 1_000

const list: Command = {
  name: 'incidents list',
  summary: 'the newest incidents, or those that are open',
  options: [
    { flags: '--open', summary: 'only those that are not resolved' },
    { flags: '--limit <number>', summary: 'how many', default: '50' },
  ],
  run: async input => {
    const limit = Number(input.options.limit)
    if (!Number.isInteger(limit) || limit < 1 || limit > mostListed) {
      throw invalid('incidents.bad-limit', `--limit needs a number from 1 to ${mostListed}; "incidents export" has all`)
    }
    const incidents = await incidentsOf(input)
    const found: Incident[] = []
    for await (const page of incidents.all({ status: input.options.open ? 'open' : undefined })) {
      found.push(...page.slice(0, limit - found.length))
      if (found.length === limit) break
    }
    input.print(found.length === 0 ? 'no incidents' : incidentsAsTable(found).trimEnd())
    return 0
  },
}

const show: Command = {
  name: 'incidents show',
  arguments: '<number>',
  summary: 'one incident with its timeline, by its number or id',
  run: async input => {
    const name = input.args[0] ?? ''
    const incident = await (await incidentsOf(input)).find(name)
    if (!incident)
      throw notFound('incidents.not-found', `there is no incident "${name}"; "vigie incidents list" has them`)
    input.print(incidentAsText(incident).trimEnd())
    return 0
  },
}

const exported: Command = {
  name: 'incidents export',
  summary: 'all incidents as JSON or CSV, newest first',
  options: [{ flags: '--format <json|csv>', summary: 'json or csv', default: 'json' }],
  run: async input => {
    const { format } = input.options
    if (format !== 'json' && format !== 'csv') throw invalid('incidents.bad-format', '--format is json or csv')
    const pages = (await incidentsOf(input)).all()
    for await (const part of format === 'csv' ? incidentsAsCsv(pages) : incidentsAsJson(pages)) {
      if (!(await input.write(part))) break
    }
    return 0
  },
}

export const incidentCommands: readonly Command[] = [list, show, exported, importAslCommand, importStatuspageCommand]

async function incidentsOf(input: CommandInput): Promise<IncidentStore> {
  return new IncidentStore(await input.store('incidents'), input.settings.language)
}
