import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { grafanaJson } from './board.ts'
import { boards } from './boards/index.ts'

// node deploy/grafana/generate.ts writes dashboards/*.json anew.
const folder = join(import.meta.dirname, 'dashboards')
mkdirSync(folder, { recursive: true })
for (const board of boards) {
  writeFileSync(join(folder, `${board.uid}.json`), `${JSON.stringify(grafanaJson(board), null, 2)}\n`)
}
